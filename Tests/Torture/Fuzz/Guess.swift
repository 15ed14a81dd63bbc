import TestModel

/// A value that is written into a configuration, and whether it makes sense; this is decided by how
/// it was made, never by parsing it.
struct Guess {
  let text: String
  let isValid: Bool

  private init(_ text: String, _ isValid: Bool) {
    self.text = text
    self.isValid = isValid
  }

  /// What every run here is pointed at: a database that is not there.
  static let nowhere = "host=/nonexistent dbname=market"

  /// The names of the settings.
  static let settings = [
    "schema", "batch-size", "poll-interval", "processing-time", "log-format", "log-level",
  ]

  /// A value for a setting.
  static func value(of setting: String, using dice: inout SplitMix64) -> Guess {
    switch setting {
    case "schema": schema(using: &dice)
    case "batch-size": number(in: 1...100_000, using: &dice)
    case "poll-interval": duration(in: 10_000...3_600_000_000, using: &dice)
    case "processing-time": duration(in: 0...31_622_400_000_000, using: &dice)
    case "log-format":
      word(["auto", "journal", "text", "json"], using: &dice)
    default:
      word(
        ["trace", "debug", "info", "notice", "warning", "error", "critical"], using: &dice)
    }
  }

  /// Digits and a unit, at the ends of the range, of an Int64, and far beyond.
  static func duration(in range: ClosedRange<Int64>, using dice: inout SplitMix64) -> Guess {
    let units: [(name: String, microseconds: Double)] = [
      ("ms", 1e3), ("s", 1e6), ("m", 6e7), ("h", 3.6e9), ("d", 8.64e10),
    ]
    let unit = units[dice.below(units.count)]
    if dice.chance(15) {
      let bad = dice.pick(
        "", " ", "-", "+5", "-1", "1.5", "1e3", "0x10", "٣", "１", "1 ", "1_0", "½", "5ms5",
        "\u{200B}5")
      return Guess(bad + dice.pick(unit.name, unit.name.uppercased(), "", "w", "us", "y"), false)
    }
    let digits = digits(
      around: Double(dice.chance(50) ? range.upperBound : range.lowerBound)
        / unit.microseconds, using: &dice)
    // Exact where it matters: every number near an end of the range has less than 53 bits.
    let value = (Double(digits) ?? .infinity) * unit.microseconds
    let isValid = Double(range.lowerBound) <= value && value <= Double(range.upperBound)
    return Guess(
      String(repeating: "0", count: dice.pick(0, 0, 0, 3, 40)) + digits + unit.name, isValid)
  }

  private static func number(
    in range: ClosedRange<Int>, using dice: inout SplitMix64
  ) -> Guess {
    if dice.chance(20) {
      return Guess(
        dice.pick("", "-5", "1.0", "1e3", "0x10", "５", "12a", "1,000", " 7 7", "--5", "NaN"), false)
    }
    let text = digits(
      around: Double(dice.chance(50) ? range.upperBound : range.lowerBound), using: &dice)
    return Guess(
      text,
      (Double(text) ?? .infinity) >= Double(range.lowerBound)
        && (Double(text) ?? .infinity) <= Double(range.upperBound))
  }

  private static func digits(around value: Double, using dice: inout SplitMix64) -> String {
    let middle = Int64(value.rounded())
    switch dice.below(6) {
    case 0: return String(max(0, middle - 1))
    case 1: return String(middle)
    case 2: return String(middle + 1)
    case 3: return String(dice.below(1_000_000))
    case 4:
      return dice.pick(
        "9223372036854775807", "9223372036854775808", "9223372036854776", "18446744073709551616",
        "106751991168", "4294967296")
    default: return String(repeating: "9", count: dice.below(400) + 1)
    }
  }

  private static func schema(using dice: inout SplitMix64) -> Guess {
    switch dice.below(8) {
    case 0: return Guess("", false)
    case 1: return Guess(dice.pick("pg_x", "pg_catalog", "information_schema", "$user"), false)
    case 2: return Guess(String(repeating: "s", count: 63), true)
    case 3: return Guess(String(repeating: "s", count: 64), false)
    case 4: return Guess(String(repeating: "ü", count: dice.pick(31, 32)), false).sized(by: 63)
    case 5: return Guess(dice.pick("a b", "a;b", "a'b", "A\\B", "日本", "public", "Pg_x", "$"), true)
    default: return Guess("settled", true)
    }
  }

  private func sized(by limit: Int) -> Guess { Guess(text, text.utf8.count <= limit) }

  private static func word(_ words: [String], using dice: inout SplitMix64) -> Guess {
    let word = words[dice.below(words.count)]
    guard dice.chance(30) else { return Guess(word, true) }
    return Guess(
      dice.pick(word.uppercased(), word + "x", String(word.dropLast()), "", word + "\u{301}", "1"),
      false)
  }
}
