#!/usr/bin/env bash
# Brings in another CRM's real export: the files of Zoho, with 3,900 leads of which 3,632 were converted, their accounts, contacts,
# potentials and products. Then asks what became of the leads, and what the pipeline is worth.
#
#   examples/zoho.sh DIR            into a base of its own that is gone afterwards
#   CRM_DB=zoho.db examples/zoho.sh DIR
#
# Rows that cannot be taken are named by line and kept in files beside the base; the script then ends with 7, as crm import does.
set -euo pipefail

data=${1:?"usage: zoho.sh DIR, the folder with Users.csv, Accounts.csv, Contacts.csv, Leads.csv, Potentials.csv, Products.csv"}
if [[ -z ${CRM_DB:-} ]]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  export CRM_DB=$folder/zoho.db
fi
crm() { ${CRM:-command crm} "$@"; }

code=0
bring() { # NOUN FILE OPTIONS…: a file in which some rows are refused is no reason to stop
  echo "-- $2"
  crm import "$1" "$data/$2" --rejects "$CRM_DB.$2" "${@:3}" || { code=$?; ((code == 7)) || exit "$code"; }
}

if [[ ! -e $CRM_DB ]]; then
  crm init --yes --me Zoho --country US --language en --pipeline Sales
  # The stages and the statuses of the files; what the program does goes by their types.
  crm stage add Prospect --position 1 --probability 10
  crm stage edit Qualification --position 2 --probability 20 --yes
  crm stage edit Needs --name "Needs Analysis" --position 3 --probability 25 --yes
  crm stage edit Proposal --name "Initial Offer" --position 4 --yes
  crm stage add "Proposal/Price Quote" --position 5 --probability 75
  crm stage edit Negotiation --name "Negotiation/Review" --position 6 --probability 80 --yes
  crm stage edit Won --name "Closed Won" --position 7 --yes
  crm stage edit Lost --name "Closed Lost" --position 8 --yes
  crm status edit New --name "Not Contacted" --yes
  crm status edit Working --name Contacted --yes
  crm status edit Nurturing --name "Contact in Future" --yes
  crm status edit Qualified --name "Pre Qualified" --yes
  crm status edit Discarded --name "Junk Lead" --yes
  crm status add "Attempted to Contact" --type working
  crm status add "Lost Lead" --type discarded
  crm field add lead zoho_status --kind text
fi
export CRM_USER=Zoho

# Each file again changes nothing, so the script can be run twice into the same base; every import is one step for crm undo.
bring user Users.csv
bring client Accounts.csv
bring contact Contacts.csv
bring product Products.csv --map "Cost=price" --map "Product Manufacturer=note"
bring lead Leads.csv --map "Lead Status=status,zoho_status"
bring opp Potentials.csv --map LEADID=external --map "Created Time=created,began"
# The potentials name the lead that each came from by its number: this is the conversion, with its day.
bring lead Potentials.csv --preset none --mode update --map "LEADID=external,opportunity" --map "Created Time=converted" --map "*="

echo "== Leads by source, converted or not"; crm summary lead --by source,type --format csv
echo "== Pipeline by status";                crm summary opp --by status
echo "== Open by stage, weighted";           crm forecast
exit "$code"
