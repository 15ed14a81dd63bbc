import Foundation

extension [Double] {
  /// The middle one, or the mean of the two in the middle.
  var median: Double {
    let sorted = sorted()
    guard let last = sorted.indices.last else { return .nan }
    return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
  }

  /// The smallest of them that so great a share does not exceed.
  func percentile(_ share: Double) -> Double {
    let sorted = sorted()
    guard !sorted.isEmpty else { return .nan }
    let place = (share * Double(sorted.count)).rounded(.up)
    return sorted[Swift.min(Swift.max(Int(place) - 1, 0), sorted.count - 1)]
  }
}

extension Double {
  /// As few digits as tell something, with thousands set apart.
  var short: String {
    guard isFinite else { return "–" }
    if abs(self) >= 100 || self == rounded() {
      let digits = String(Int(abs(self).rounded()))
      let grouped = digits.enumerated().map { index, digit in
        index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : String(digit)
      }
      return (self < 0 ? "-" : "") + grouped.joined()
    }
    return String(format: abs(self) < 10 ? "%.2f" : "%.1f", self)
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
