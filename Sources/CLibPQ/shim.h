#include <libpq-fe.h>

/* Swift imports no macro whose value is a character. */
static const int diagnosticSQLState = PG_DIAG_SQLSTATE;
static const int diagnosticMessage = PG_DIAG_MESSAGE_PRIMARY;
static const int diagnosticHint = PG_DIAG_MESSAGE_HINT;
static const int diagnosticTable = PG_DIAG_TABLE_NAME;
static const int diagnosticConstraint = PG_DIAG_CONSTRAINT_NAME;
