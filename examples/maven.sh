#!/usr/bin/env bash
# Brings in a company's real pipeline: the "CRM Sales Opportunities" files of Maven Analytics, 8,800 opportunities of a hardware
# seller with accounts, products and sales teams. Then asks the questions a manager asks.
#
#   examples/maven.sh DIR            into a base of its own that is gone afterwards
#   CRM_DB=maven.db examples/maven.sh DIR
set -euo pipefail

data=${1:?"usage: maven.sh DIR, the folder with accounts.csv, products.csv, sales_teams.csv, sales_pipeline.csv"}
if [[ -z ${CRM_DB:-} ]]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  export CRM_DB=$folder/maven.db
fi
crm() { ${CRM:-command crm} "$@"; }

if [[ ! -e $CRM_DB ]]; then
  crm init --yes --me Maven --country US --language en --pipeline Hardware
  crm stage edit Qualification --name Prospecting --yes
  crm stage edit Needs --name Engaging --yes
  crm stage rm Proposal Negotiation --yes
fi
export CRM_USER=Maven

# Each file again changes nothing, so the script can be run twice into the same base; every import is one step for crm undo.
crm import user "$data/sales_teams.csv" --create-missing user,team
crm import product "$data/products.csv"
crm import client "$data/accounts.csv" --key name --create-missing client
crm import opp "$data/sales_pipeline.csv" --source maven \
  --map opportunity_id=external,name --map engage_date=stage:Engaging --map close_date=closed --map close_value=closed_amount

echo "== By status";                 crm summary opp --by status
echo "== Won by quarter of the close"; crm summary opp status=won --by closed:quarter
echo "== Won by manager";            crm summary opp status=won --by owner.manager
echo "== Won by agent";              crm summary opp status=won --by owner
echo "== Won by product";            crm summary opp status=won --by product
echo "== Won by client";             crm summary opp status=won --by client
echo "== The board as it stood on 30 September 2017"; crm board --as-of 2017-09-30 --format csv
