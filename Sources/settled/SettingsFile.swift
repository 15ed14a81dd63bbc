import Glibc
import Postgres

/// The configuration file: `key = value` lines, with the names of the command line.
struct SettingsFile {
  static let defaultPath = "/etc/settled/settled.conf"
  /// A configuration is a page; what is longer is something else.
  static let largest = 1 << 20

  let path: String
  let values: [Setting: String]

  /// The file that the command line names, else the environment, else the default one if it is there.
  static func find(explicit: String?, environment: String?) throws -> SettingsFile {
    if let explicit { return try SettingsFile(path: explicit, namedIn: .commandLine) }
    if let environment, !environment.isEmpty {
      return try SettingsFile(path: environment, namedIn: .environment)
    }
    guard access(defaultPath, F_OK) == 0 else {
      return SettingsFile(path: defaultPath, values: [:])
    }
    return try SettingsFile(path: defaultPath, namedIn: .file(defaultPath))
  }

  private init(path: String, values: [Setting: String]) {
    self.path = path
    self.values = values
  }

  private init(path: String, namedIn source: SettingError.Source) throws {
    guard let text = Self.read(path, atMost: Self.largest) else {
      throw SettingError(
        name: "config", given: path, allowed: "a UTF-8 file that settled can read", source: source)
    }
    self.path = path
    values = try Self.parse(text, path)
  }

  /// Blank lines and `#` comments are passed over; a value may stand in double quotes.
  ///
  /// - Throws: ``SettingError``, which shows of a line that makes no sense nothing but a misspelt
  ///   name: any other part may be a password.
  static func parse(_ text: String, _ path: String) throws -> [Setting: String] {
    var values: [Setting: String] = [:]
    // CR LF is a character of its own, and no LF.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let line = trim(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let place = SettingError.Source.file("\(path), line \(index + 1)")
      guard let equals = line.firstIndex(of: "=") else {
        throw SettingError(name: "a line", given: nil, allowed: "key = value", source: place)
      }
      let key = String(trim(line[..<equals]))
      guard let setting = Setting(rawValue: key) ?? Setting(environmentName: key) else {
        throw SettingError(
          name: "a key", given: isNearAName(key) ? key : nil,
          allowed: "one of " + Setting.allCases.map(\.rawValue).joined(separator: ", "),
          source: place)
      }
      guard values[setting] == nil else {
        throw SettingError(name: key, given: nil, allowed: "given once", source: place)
      }
      values[setting] = unquoted(trim(line[line.index(after: equals)...]))
    }
    return values
  }

  private static func isNearAName(_ key: String) -> Bool {
    Setting.allCases.contains {
      key.isMisspelt($0.rawValue) || key.isMisspelt($0.environmentName)
    }
  }

  private static func trim(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
    return String(text.dropFirst().dropLast())
  }

  /// The whole of a UTF-8 file, without a byte order mark; nil if it can't be read, is longer, or is no UTF-8.
  static func read(_ path: String, atMost largest: Int) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 { return nil }
      if count == 0 {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        return String(validating: text, as: UTF8.self)
      }
      bytes += buffer[..<count]
      guard bytes.count <= largest else { return nil }
    }
  }
}

extension Setting {
  init?(environmentName: String) {
    guard let setting = Self.allCases.first(where: { $0.environmentName == environmentName }) else {
      return nil
    }
    self = setting
  }
}
