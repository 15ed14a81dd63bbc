import Configuration
import Log
import Logging
import Store

/// The settings of one run, resolved and checked: from the command line, then the environment, then
/// the configuration file, then defaults.
struct Settings {
  /// A libpq keyword string or URI; empty for libpq's own environment.
  let database: String
  /// For where `database` holds none; empty for none.
  let password: String
  let schema: String
  let batchSize: Int
  /// Microseconds.
  let pollInterval: Int64
  /// Microseconds.
  let processingTime: Int64
  let logFormat: LogFormat
  let logLevel: Logger.Level
  /// Whether the format or the level was set rather than left to the defaults.
  let saysHowToLog: Bool

  static let batchSizes = 1...100_000

  init(commandLine: [Setting: String], file explicitFile: String?) throws {
    let layers = try Layers(commandLine: commandLine, file: explicitFile)
    database = try layers.database()
    schema = try layers.value(
      .schema, default: "settled",
      "a name of 1 to 63 bytes that PostgreSQL does not keep for itself"
    ) { text in
      let isReserved = text.hasPrefix("pg_") || ["$user", "information_schema"].contains(text)
      return 1...63 ~= text.utf8.count && !isReserved ? text : nil
    }
    batchSize = try layers.value(
      .batchSize, default: "1000",
      "a whole number from \(Self.batchSizes.lowerBound) to \(Self.batchSizes.upperBound)"
    ) { text in
      Int(text).flatMap { Self.batchSizes.contains($0) ? $0 : nil }
    }
    pollInterval = try layers.value(
      .pollInterval, default: "1s", "a duration from 10ms to 1h, such as 500ms, 1s or 2m"
    ) { text in
      Duration.microseconds(text).flatMap { 10_000...3_600_000_000 ~= $0 ? $0 : nil }
    }
    processingTime = try layers.value(
      .processingTime, default: "3d", "a duration from 0s to 366d, such as 36h or 3d"
    ) { text in
      Duration.microseconds(text).flatMap { 0...31_622_400_000_000 ~= $0 ? $0 : nil }
    }
    let formats = Self.list(LogFormat.allCases.map(\.rawValue))
    logFormat = try layers.value(.logFormat, default: "auto", "one of \(formats)") {
      LogFormat(rawValue: $0)
    }
    let levels = Self.list(Logger.Level.allCases.map(\.rawValue))
    logLevel = try layers.value(.logLevel, default: "info", "one of \(levels)") {
      Logger.Level(rawValue: $0)
    }
    saysHowToLog = try layers.holds(.logFormat) || layers.holds(.logLevel)
    password = try Credential.read(
      Credential.databasePassword, in: layers.variable("CREDENTIALS_DIRECTORY"))
  }

  private static func list(_ words: [String]) -> String {
    words.joined(separator: ", ")
  }
}

/// The places a setting can come from, first to last.
private struct Layers {
  private let layers: [(source: SettingError.Source, provider: any ConfigProvider)]
  private let environment = EnvironmentVariablesProvider()

  init(commandLine: [Setting: String], file explicitFile: String?) throws {
    let file = try SettingsFile.find(
      explicit: explicitFile,
      environment: try environment.environmentValue(forName: "SETTLED_CONFIG"))
    layers = [
      (.commandLine, Self.provider("command line", commandLine)),
      (.environment, environment),
      (.file(file.path), Self.provider(file.path, file.values)),
    ]
  }

  private static func provider(_ name: String, _ values: [Setting: String]) -> any ConfigProvider {
    var content: [AbsoluteConfigKey: ConfigValue] = [:]
    for (setting, value) in values {
      content[key(setting)] = ConfigValue(.string(value), isSecret: setting == .database)
    }
    return InMemoryProvider(name: name, values: content)
  }

  private static func key(_ setting: Setting) -> AbsoluteConfigKey {
    AbsoluteConfigKey(["settled", setting.rawValue])
  }

  /// A variable that is not one of settled's own.
  func variable(_ name: String) throws -> String? {
    try environment.environmentValue(forName: name)
  }

  /// Whether a layer sets it.
  func holds(_ setting: Setting) throws -> Bool {
    try layers.contains { try text(setting, in: $0) != nil }
  }

  /// What a layer says. An empty variable says nothing: that is how one is unset in a unit.
  private func text(
    _ setting: Setting, in layer: (source: SettingError.Source, provider: any ConfigProvider)
  ) throws -> String? {
    let found = try layer.provider.value(forKey: Self.key(setting), type: .string).value
    guard case .string(let text)? = found?.content else { return nil }
    return layer.source == .environment && text.isEmpty ? nil : text
  }

  /// The first layer's connection string, or else the empty one, if libpq takes it together with
  /// what it finds in its own environment.
  ///
  /// - Throws: ``SettingError``, which never shows a connection string: it may hold a password.
  func database() throws -> String {
    var source = SettingError.Source.environment
    var database = ""
    for layer in layers {
      guard let text = try text(.database, in: layer) else { continue }
      (source, database) = (layer.source, text)
      break
    }
    guard let complaint = Market.complaint(about: database) else { return database }
    if complaint == Market.complaint(about: "") {
      throw SettingError(
        name: "libpq's own configuration (PGSSLMODE, PGSERVICE, …)", given: nil,
        allowed: "what libpq takes (\(complaint))", source: .environment)
    }
    throw SettingError(
      name: source == .environment ? Setting.database.environmentName : Setting.database.rawValue,
      given: nil, allowed: "a libpq keyword string or URI (\(complaint))", source: source)
  }

  /// The first layer's value that is there, if it makes sense.
  func value<Value>(
    _ setting: Setting, default fallback: String, _ allowed: String, _ parse: (String) -> Value?
  ) throws -> Value {
    for layer in layers {
      guard let text = try text(setting, in: layer) else { continue }
      let source = layer.source
      if let value = parse(text) { return value }
      throw SettingError(
        name: source == .environment ? setting.environmentName : setting.rawValue,
        given: text, allowed: allowed, source: source)
    }
    guard let value = parse(fallback) else { preconditionFailure("a default makes no sense") }
    return value
  }
}

extension Duration {
  /// A number and its unit: `500ms`, `1s`, `2m`, `36h`, `3d`. A day is 24 hours. Nil for anything
  /// else, and for what no Int64 of microseconds holds.
  static func microseconds(_ text: String) -> Int64? {
    let units: [(suffix: String, microseconds: Int64)] = [
      ("ms", 1000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000),
      ("d", 86_400_000_000),
    ]
    for (suffix, unit) in units where text.hasSuffix(suffix) {
      let digits = text.dropLast(suffix.count)
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int64(digits) else {
        return nil
      }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit)
      return overflow ? nil : product
    }
    return nil
  }
}
