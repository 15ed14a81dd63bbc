import TestModel

/// A configuration file as somebody may have written it, and whether it makes sense; nil where nobody
/// can tell, because bytes were changed after it was written.
struct HostileFile {
  private(set) var bytes: [UInt8]
  private(set) var isValid: Bool?

  init(using dice: inout SplitMix64) {
    var isValid = true
    var text = dice.chance(10) ? "\u{FEFF}" : ""
    let newline = dice.pick("\n", "\n", "\r\n", "\r")
    var keys = ["database"] + Guess.settings.filter { _ in dice.chance(50) }
    keys.shuffle(using: &dice)
    for key in keys {
      while dice.chance(25) {
        text +=
          dice.pick("", "  ", "\t", "# a comment = \"", "#", "\u{A0}# after a space") + newline
      }
      let guess =
        key == "database"
        ? nil : dice.chance(80) ? Self.good(key, using: &dice) : Guess.value(of: key, using: &dice)
      text += Self.line(key, guess?.text ?? Guess.nowhere, using: &dice) + newline
      isValid = isValid && guess?.isValid ?? true
    }
    if dice.chance(20) {
      isValid = false
      let wrong = [
        "batch-sizes = 5", "= 5", "just words", "database", "database = \(Guess.nowhere)",
        "config = /etc/passwd", "SETTLED_BATCH-SIZE = 5", "batch‐size = 5", "\"schema\" = settled",
      ]
      text += wrong[dice.below(wrong.count)] + newline
    }
    bytes = Array(text.utf8)
    self.isValid = isValid
    guard dice.chance(50) else { return }
    bytes = Mutation.mutate(bytes, using: &dice)
    if dice.chance(2) { bytes += [UInt8](repeating: 0x23, count: 1 << 20) }
    self.isValid = nil
  }

  private static func good(_ key: String, using dice: inout SplitMix64) -> Guess {
    while true {
      let guess = Guess.value(of: key, using: &dice)
      if guess.isValid { return guess }
    }
  }

  private static func line(
    _ key: String, _ value: String, using dice: inout SplitMix64
  ) -> String {
    let name = dice.chance(70) ? key : "SETTLED_" + key.uppercased().replacing("-", with: "_")
    let space = { (dice: inout SplitMix64) in dice.pick("", " ", " ", "\t", "  \u{A0}") }
    let quoted = dice.chance(30) ? "\"\(value)\"" : value
    return space(&dice) + name + space(&dice) + "=" + space(&dice) + quoted + space(&dice)
  }
}
