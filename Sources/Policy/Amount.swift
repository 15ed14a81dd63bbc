/// An amount of money as a person reads it: `180.00 EUR`.
package struct Amount: CustomStringConvertible, Sendable {
  /// Minor units.
  package let minor: Int64
  /// ISO 4217.
  package let currency: String

  package init(minor: Int64, currency: String) {
    self.minor = minor
    self.currency = currency
  }

  /// How many decimals the currencies have that do not have two (ISO 4217, List One).
  private static let decimals: [String: Int] = {
    var decimals = ["CLF": 4, "UYW": 4]
    for code in ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"] { decimals[code] = 3 }
    let none = [
      "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
      "VUV", "XAF", "XOF", "XPF",
    ]
    for code in none { decimals[code] = 0 }
    return decimals
  }()

  package var description: String { "\(number) \(currency)" }

  /// Without the currency.
  package var number: String {
    let places = Self.decimals[currency] ?? 2
    let digits = String(minor.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = padded.dropLast(places)
    let sign = minor < 0 ? "-" : ""
    return places == 0 ? sign + whole : sign + whole + "." + padded.suffix(places)
  }
}
