import CLibPQ
import Glibc

/// The words which say where a database is, as libpq takes them: `host=… dbname=…` or a URI. The
/// empty string leaves everything to the environment (`PGHOST`, `PGSERVICE`, …).
struct Conninfo {
  /// The words themselves, which may hold a password.
  let text: String
  /// A password for where the words hold none; empty for none.
  var password = ""

  /// What libpq has against the words, or nil when it takes them. A complaint quotes the word which
  /// was not understood only where that is the name of an option: it may be part of a password.
  var complaint: String? {
    var message: UnsafeMutablePointer<CChar>?
    let options = unsafe PQconninfoParse(text, &message)
    defer {
      unsafe PQconninfoFree(options)
      unsafe PQfreemem(message)
    }
    if unsafe options != nil { return nil }
    guard let message = unsafe message else { return "out of memory" }
    let said = unsafe String(cString: message).onOneLine
    return said.hasPrefix("invalid connection option") ? said : said.withoutQuotations
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
  /// The same text with an ellipsis for everything that stands between double quotes and is longer
  /// than one character.
  fileprivate var withoutQuotations: String {
    let parts = split(separator: "\"", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      index % 2 == 1 && part.count > 1 ? "…" : String(part)
    }.joined(separator: "\"")
  }
}
