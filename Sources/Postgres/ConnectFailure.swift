/// Why a connection could not be opened.
///
/// libpq keeps no SQLSTATE of a failed connection attempt, so that the words of the server have to
/// do. They are looked for in English; in another language every failure is `unreachable`, which
/// costs nothing but further attempts.
struct ConnectFailure {
  /// All that libpq has to say.
  let message: String

  /// The same as an error, with the SQLSTATE which the server must have sent.
  var error: PostgresError {
    PostgresError(
      sqlState: sqlState, message: withoutAdvice, kind: isRefusedByLibpq ? .unusable : nil)
  }

  /// libpq itself has refused an option's value, before it tried any server.
  private var isRefusedByLibpq: Bool {
    message.hasPrefix("invalid ") || message.hasPrefix("could not match ")
  }

  /// libpq indents what it advises: “Is the server running locally …?”
  private var withoutAdvice: String {
    message.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("\t") }
      .joined(separator: "; ")
  }

  private var sqlState: String? {
    if message.contains("password authentication failed") { return "28P01" }
    if message.contains("no password supplied") { return "28P01" }
    if message.contains("no pg_hba.conf entry") { return "28000" }
    if message.contains("pg_hba.conf rejects") { return "28000" }
    if message.contains("authentication failed for user") { return "28000" }
    if message.contains("permission denied for database") { return "42501" }
    if message.contains("is not permitted to log in") { return "28000" }
    for line in message.split(whereSeparator: \.isNewline) where line.hasSuffix("does not exist") {
      if line.contains("FATAL:  role \"") { return "28000" }
      if line.contains("FATAL:  database \"") { return "3D000" }
    }
    if message.contains("session is read-only") || message.contains("server is in hot standby mode")
    {
      return "25006"
    }
    if message.contains("too many c") || message.contains("connection slots are reserved") {
      return "53300"
    }
    if message.contains("the database system is") { return "57P03" }
    return nil
  }
}
