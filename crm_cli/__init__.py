"""A CRM in the terminal, in English and Chinese, over one SQLite file.

commands/ and tui/   the doors: they take input, call one rule, hand the result to render/
completion/          what a shell asks on Tab: a written table and a few rows, with next to nothing imported
people/ sales/ marketing/ support/ team/ agenda/ insight/ exchange/   the rooms: the rules of the business
workspace/           all that a rule may ask of the data: who, when, what may be seen, one step = one undo
store/               the cellar: all SQL, the change log, migrations
records/             what a record is: kinds, fields, filters, flows; no input or output
render/              a record as text, table, JSON, page
context.py           what one run shares, each opened on first use
config.py paths.py clock.py errors.py i18n/   what everything stands on
__main__.py          where a run begins and ends
"""

__version__ = "0.1.0"
