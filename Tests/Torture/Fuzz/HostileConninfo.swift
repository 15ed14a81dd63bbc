import TestModel

/// A connection string, and variables of libpq's, as somebody may have written them. No network is
/// within reach of the program that reads them.
struct HostileConninfo {
  /// Stands wherever a password may stand, and must never be shown.
  static let secret = "Xk7tq2mSecret"

  private(set) var text: [UInt8]
  private(set) var environment: [[UInt8]] = []
  /// Whether the secret stands where a password stands, and nowhere else.
  private(set) var isSecretInPlace: Bool

  init(using dice: inout SplitMix64) {
    let isURI = dice.chance(40)
    text = Array((isURI ? Self.uri(using: &dice) : Self.words(using: &dice)).utf8)
    isSecretInPlace = true
    if dice.chance(50) {
      text = Mutation.mutate(text, using: &dice)
      isSecretInPlace = false
    }
    let variables = [
      "PGHOST=/nonexistent", "PGPORT=5432", "PGSSLMODE=prefer", "PGSERVICE=none",
      "PGOPTIONS=-c a=b", "PGCONNECT_TIMEOUT=1", "PGTARGETSESSIONATTRS=any", "PGUSER=x",
      "PGPASSFILE=/dev/null", "PGSYSCONFDIR=/nonexistent", "PGHOSTADDR=127.0.0.1",
    ]
    for variable in variables where dice.chance(8) {
      let bytes = Array(variable.utf8)
      environment.append(dice.chance(50) ? bytes : Mutation.mutate(bytes, using: &dice))
    }
  }

  private static func value(of key: String, using dice: inout SplitMix64) -> String {
    switch key {
    case "host":
      dice.pick(
        "/nonexistent", "@abstract", "127.0.0.1", "::1", "localhost", "a,b,/c", "", ",", "db1,db2",
        "ho st", "\\\\", "\(String(repeating: "h", count: 300))")
    case "hostaddr": dice.pick("127.0.0.1", "::1", "300.1.1.1", "127.0.0.1,::1", "x", "")
    case "port": dice.pick("5432", "0", "65535", "65536", "-1", "5432,5433", "x", "", "9999999999")
    case "password": secret
    case "sslmode":
      dice.pick("disable", "allow", "prefer", "require", "verify-full", "never", "", "DISABLE")
    case "connect_timeout": dice.pick("1", "0", "-1", "x", "2147483648", "")
    case "keepalives": dice.pick("1", "0", "x", "")
    case "target_session_attrs": dice.pick("any", "read-write", "primary", "x")
    case "options": dice.pick("-c search_path=x", "--x=y", "\\'", "-c", "")
    case "client_encoding": dice.pick("UTF8", "LATIN1", "auto", "x")
    case "dbname": dice.pick("market", "a=b", "postgresql://x", "", "日本")
    default: dice.pick("x", "1", "", "/dev/null", "/nonexistent")
    }
  }

  private static let keys = [
    "host", "hostaddr", "port", "dbname", "user", "password", "sslmode", "connect_timeout",
    "keepalives", "target_session_attrs", "options", "client_encoding", "application_name",
    "service", "passfile", "sslcert", "sslrootcert", "channel_binding", "gssencmode", "krbsrvname",
    "require_auth", "sslpassword", "tcp_user_timeout", "replication",
  ]

  private static func words(using dice: inout SplitMix64) -> String {
    var parts: [String] = []
    for _ in 0..<dice.below(8) {
      let key = dice.chance(95) ? keys[dice.below(keys.count)] : dice.pick("hots", "pasword", "")
      let value = value(of: key == "pasword" ? "password" : key, using: &dice)
      let quoted = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      parts.append(
        dice.chance(60) ? "\(key)='\(quoted)'" : "\(key)\(dice.pick("=", " = ", "= "))\(value)")
    }
    return parts.joined(separator: dice.pick(" ", "  ", "\n", "\t"))
  }

  private static func uri(using dice: inout SplitMix64) -> String {
    var text = dice.pick("postgresql://", "postgres://", "postgresql:/", "POSTGRES://")
    if dice.chance(60) {
      text += dice.pick("user", "u%40ser", "%zz", "") + dice.pick("", ":\(secret)") + "@"
    }
    text += dice.pick(
      "", "127.0.0.1", "[::1]", "[::1", "%2Fnonexistent", "localhost", "a,b:5433", "127.0.0.1:x")
    if dice.chance(40) { text += ":" + value(of: "port", using: &dice) }
    if dice.chance(60) { text += "/" + dice.pick("market", "", "%00", "a/b", "日本") }
    var separator = "?"
    while dice.chance(40) {
      let key = keys[dice.below(keys.count)]
      text += "\(separator)\(key)=\(value(of: key, using: &dice))"
      separator = "&"
    }
    return text
  }
}
