import CLibPQ
import Glibc

/// The words which say where a database is, as libpq takes them: `host=… dbname=…` or a URI. The
/// empty string leaves everything to the environment (`PGHOST`, `PGSERVICE`, …).
struct Conninfo {
  /// The words themselves, which may hold a password.
  let text: String
  /// A password for where the words hold none; empty for none.
  var password = ""

  /// What libpq has against the words, or nil when it takes them. Nothing is connected to, and no
  /// name of a host is looked up.
  ///
  /// A complaint quotes nothing but a misspelt option: anything else may be a password.
  var complaint: String? {
    misreading ?? refusal
  }

  /// What the words have against the rules of keyword strings and URIs.
  private var misreading: String? {
    var message: UnsafeMutablePointer<CChar>?
    let options = unsafe PQconninfoParse(text, &message)
    defer {
      unsafe PQconninfoFree(options)
      unsafe PQfreemem(message)
    }
    if unsafe options != nil { return unsafe swallowing(in: Self.values(of: options)) }
    guard let message = unsafe message else { return "out of memory" }
    let said = unsafe String(cString: message).onOneLine
    if let name = said.split(separator: "\"").dropFirst().first.map(String.init),
      said == "invalid connection option \"\(name)\"", Self.names.contains(where: name.isMisspelt)
    {
      return said
    }
    return said.withoutQuotation
  }

  /// After an equals sign libpq skips blanks: “user= password=x” makes a user called “password=x”.
  private func swallowing(in options: [String: String]) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for (name, value) in options.sorted(by: { $0.key < $1.key }) {
      guard let next = options.keys.first(where: { value.hasPrefix("\($0)=") }) else { continue }
      if words.contains("\(name)= \(next)=") || words.contains("\(name) = \(next)=") {
        return "\(name) is empty and takes the next option, \(next)=…, for its value:"
          + " write \(name)=''"
      }
    }
    return nil
  }

  /// What is wrong with a value, of the words or of what the service file and the environment add.
  ///
  /// libpq checks the values when a connection is begun, one after the other. So one is begun with a
  /// value that is certainly refused: by then, those before it have been checked, and the network
  /// comes after all of them. libpq 15 to 17 check `sslmode` after the lists of hosts, and `port`
  /// after everything else.
  private var refusal: String? {
    var found: [String: String] = [:]
    for option in ["sslmode", "port"] {
      guard let handle = unsafe begin(refusing: option) else { return nil }
      defer { unsafe PQfinish(handle) }
      guard unsafe PQstatus(handle) == CONNECTION_BAD else { continue }
      let said = ConnectFailure(message: unsafe String(cString: PQerrorMessage(handle)))
      if !said.message.contains(Self.refused), said.isRefusedByLibpq { return said.error.message }
      if option == "sslmode" { found = unsafe Self.options(of: handle) }
    }
    return Self.complaint(about: found)
  }

  private static let refused = "never to be connected"

  @unsafe private func begin(refusing option: String) -> OpaquePointer? {
    let keywords = keywords(applicationName: "", role: .deciding) + [(option, Self.refused)]
    return unsafe CStrings(keywords.map(\.key)).withPointers { names in
      unsafe CStrings(keywords.map(\.value)).withPointers { values in
        unsafe PQconnectStartParams(names, values, 1)
      }
    }
  }

  /// What libpq would find out only on its way to a server, or never.
  private static func complaint(about options: [String: String]) -> String? {
    // What libpq, a resolver or a server would quote. Only `options` may set anything of such a name.
    for (name, value) in options.sorted(by: { $0.key > $1.key })
    where !name.hasSuffix("password") && name != "options" {
      if value.lowercased().contains("password=") {
        return "\(name) holds “password=”, which is an option of its own: blanks part them"
      }
      if ["user", "dbname"].contains(name), value.contains("://") {
        return "\(name) must be a name; a URI stands alone"
      }
    }
    for name in [
      "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval",
      "keepalives_count", "tcp_user_timeout",
    ] {
      if let value = options[name], !value.isEmpty, Int32(value.onOneLine) == nil {
        return "\(name) must be a whole number"
      }
    }
    for port in (options["port"] ?? "").split(separator: ",") {
      guard let number = Int32(String(port).onOneLine), 1...65_535 ~= number else {
        return "port must be a whole number from 1 to 65535"
      }
    }
    // The rest of a password, which would be told to every resolver: no name of a host has an @, and
    // what begins with one or with a slash is the name of a socket.
    let hosts = (options["host"] ?? "").split(separator: ",")
    if hosts.contains(where: { $0.contains("@") && !$0.hasPrefix("@") && !$0.hasPrefix("/") }) {
      return "host must be a name without @, which a password in a URI has as %40"
    }
    return nil
  }

  @unsafe private static func options(of handle: OpaquePointer) -> [String: String] {
    let options = unsafe PQconninfo(handle)
    defer { unsafe PQconninfoFree(options) }
    return unsafe values(of: options)
  }

  /// The names of the options that libpq knows.
  private static var names: [String] {
    let options = unsafe PQconndefaults()
    defer { unsafe PQconninfoFree(options) }
    return Array(unsafe values(of: options).keys)
  }

  /// The options of a list of libpq's, by their names; empty where they have no value.
  @unsafe static func values(
    of options: UnsafeMutablePointer<PQconninfoOption>?
  ) -> [String: String] {
    var values: [String: String] = [:]
    var next = unsafe options
    while let option = unsafe next?.pointee, let keyword = unsafe option.keyword {
      values[unsafe String(cString: keyword)] =
        unsafe option.val.map { unsafe String(cString: $0) } ?? ""
      unsafe next = unsafe next?.successor()
    }
    return values
  }

  /// The parameters of a connection attempt. Of a keyword given twice, the last counts: the text
  /// may set another timeout, another password and other servers, and may not set another encoding.
  func keywords(
    applicationName: String, role: ConnectionRole
  ) -> [(key: String, value: String)] {
    [
      ("connect_timeout", Self.timeout),
      ("fallback_application_name", applicationName),
      ("target_session_attrs", role == .deciding ? "read-write" : ""),
      ("password", password),
      ("dbname", text),
      ("client_encoding", "UTF8"),
    ]
  }

  /// Ten seconds, unless the environment says otherwise: libpq passes over an empty value.
  private static var timeout: String {
    unsafe getenv("PGCONNECT_TIMEOUT") == nil ? "10" : ""
  }
}

extension String {
  /// The same text with an ellipsis for all from the first double quote to the last: what is quoted
  /// may have quotes of its own.
  var withoutQuotation: String {
    let lead = "missing \"=\" after "
    let start = hasPrefix(lead) ? index(startIndex, offsetBy: lead.count) : startIndex
    guard let first = self[start...].firstIndex(of: "\""), let last = lastIndex(of: "\"") else {
      return self
    }
    return self[...first] + "…" + self[last...]
  }

  /// Whether this is a name with one letter missing, wrong or too many, or with two of them swapped.
  package func isMisspelt(_ name: String) -> Bool {
    var ours = Array(utf8)[...]
    var theirs = Array(name.utf8)[...]
    while let last = ours.last, last == theirs.last { (_, _) = (ours.popLast(), theirs.popLast()) }
    while let first = ours.first, first == theirs.first {
      (_, _) = (ours.popFirst(), theirs.popFirst())
    }
    return max(ours.count, theirs.count) == 1
      || (ours.count == 2 && ours.elementsEqual(theirs.reversed()))
  }
}
