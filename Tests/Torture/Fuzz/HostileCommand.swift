import TestModel

/// A command line and an environment as somebody may have written them, and how the program has to
/// end; any code of the contract where nobody can tell.
struct HostileCommand {
  private(set) var arguments: [[UInt8]]
  private(set) var environment: [[UInt8]]
  private(set) var codes: Set<Int32>
  /// Whether it may be a service, which goes on until it is stopped.
  private(set) var mayServe = false

  /// Whether it may name another database than the one that is not there.
  var mayRoam: Bool {
    arguments.contains { $0.starts(with: Array("--d".utf8)) }
  }

  private static let commands: [[String]] = [
    ["migrate"], ["migrate", "--json"], ["run", "--once"], ["run", "--once", "--json"],
    ["status"], ["status", "--json"], ["explain", "cancellation", "5"],
    ["explain", "order", "9223372036854775807", "--json"], ["quarantine", "list"],
    ["quarantine", "release", "order", "-5"], ["quarantine", "release", "project", "7"],
  ]

  private static let oddities = [
    "", "-", "--", "---", "--=", "--once=", "--json=true", "-h", "-vvv", "--batch-size", "=",
    "--config=", "--config", "--database=", "@file", "*", "--no-once", "explain", "run",
  ]

  init(using dice: inout SplitMix64) {
    let command = Self.commands[dice.below(Self.commands.count)]
    var words = command
    var variables = ["SETTLED_DATABASE=\(Guess.nowhere)"]
    var (isGood, isGoodOutside) = (true, true)
    for setting in Guess.settings where dice.chance(25) {
      let guess = Guess.value(of: setting, using: &dice)
      if setting == "schema" || command[0] == "run", dice.chance(60) {
        words += dice.chance(50) ? ["--\(setting)=\(guess.text)"] : ["--\(setting)", guess.text]
        isGood = isGood && guess.isValid
      } else {
        let name = "SETTLED_" + setting.uppercased().replacing("-", with: "_")
        variables.append("\(name)=\(guess.text)")
        isGoodOutside = isGoodOutside && (guess.isValid || guess.text.isEmpty)
      }
    }
    arguments = words.map { Array($0.utf8) }
    environment = variables.map { Array($0.utf8) }
    codes = Self.codes(isGood, isGoodOutside)
    // A number below zero, or a value that begins with a dash, may be taken for an option.
    if words.contains(where: { $0.hasPrefix("-") && !$0.hasPrefix("--") }) { codes.insert(64) }
    guard dice.chance(50) else { return }
    codes = Specimen.codes
    for _ in 0...dice.below(3) { spoil(using: &dice) }
    // Linux itself refuses longer words (MAX_ARG_STRLEN), and the program never hears of them.
    arguments = arguments.map { Array($0.prefix(120_000)) }
    environment = environment.map { Array($0.prefix(120_000)) }
    let all = arguments.map { String(decoding: $0, as: UTF8.self) }
    mayServe = all.contains("run") && !all.contains("--once")
  }

  private static func codes(_ isGood: Bool, _ isGoodOutside: Bool) -> Set<Int32> {
    switch (isGood, isGoodOutside) {
    case (true, true): [75]
    case (false, true): [64]
    case (true, false): [78]
    case (false, false): [64, 78]
    }
  }

  private mutating func spoil(using dice: inout SplitMix64) {
    let place = dice.below(arguments.count + 1)
    switch dice.below(7) {
    case 0:
      arguments.insert(Array(Self.oddities[dice.below(Self.oddities.count)].utf8), at: place)
    case 1 where place < arguments.count: arguments.remove(at: place)
    case 2: arguments.shuffle(using: &dice)
    case 3 where place < arguments.count: arguments.insert(arguments[place], at: place)
    case 4:
      environment.append(Mutation.mutate(Array("SETTLED_BATCH_SIZE=100".utf8), using: &dice))
    case 5: arguments.append([UInt8](repeating: 0x61, count: dice.pick(1000, 100_000)))
    default:
      guard place < arguments.count else { return }
      arguments[place] = Mutation.mutate(arguments[place], using: &dice)
    }
  }
}
