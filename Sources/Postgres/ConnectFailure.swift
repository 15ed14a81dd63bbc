/// Why a connection could not be opened.
///
/// libpq keeps no SQLSTATE of a failed connection attempt, so that the words of the server have to
/// do, or those of a pgbouncer before it. They are looked for in English; in another language every failure is `unreachable`, which
/// costs nothing but further attempts.
struct ConnectFailure {
  /// All that libpq has to say.
  let message: String

  /// The same as an error, with the SQLSTATE which the server must have sent.
  var error: PostgresError {
    let state = sqlState
    let opinion = state == "25006" ? "; this server is a standby or read-only" : ""
    return PostgresError(
      sqlState: state, message: withoutAdvice + opinion,
      kind: isRefusedByLibpq || lacksFile ? .unusable : nil)
  }

  /// libpq itself has refused an option's value, before it tried any server.
  var isRefusedByLibpq: Bool {
    Self.isRefusal(message)
  }

  private static func isRefusal(_ line: some StringProtocol) -> Bool {
    let beginnings = [
      "invalid ", "could not match ", "definition of service ", "service file ",
      "syntax error in service file ", "nested service specifications ", "sslmode value ",
      "weak sslmode ", "gssencmode value ", "keepalives parameter ", "require_auth ",
      "negative require_auth ",
    ]
    return beginnings.contains { line.hasPrefix($0) }
  }

  /// A certificate or a key which the connection string names is not there.
  private var lacksFile: Bool {
    message.split(whereSeparator: \.isNewline).contains { line in
      if line.contains("FATAL:  ") { return false }
      return line.contains("certificate present, but not private key file ")
        || (line.contains("does not exist")
          && (line.contains("certificate file ") || line.contains("private key file ")))
    }
  }

  /// libpq indents what it advises: “Is the server running locally …?” A value which it has refused
  /// may be a part of a password.
  private var withoutAdvice: String {
    message.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("\t") }
      .map { Self.isRefusal($0) ? String($0).withoutQuotation : String($0) }
      .joined(separator: "; ")
  }

  private var sqlState: String? {
    if message.contains("password authentication failed") { return "28P01" }
    if message.contains("FATAL:  SASL authentication failed") { return "28P01" }
    if message.contains("no password supplied") { return "28P01" }
    if message.contains("no pg_hba.conf entry") { return "28000" }
    if message.contains("pg_hba.conf rejects") { return "28000" }
    if message.contains("authentication failed for user") { return "28000" }
    if message.contains("FATAL:  no such user") { return "28000" }
    if message.contains("FATAL:  no such database") { return "3D000" }
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
