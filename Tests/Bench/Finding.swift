/// A figure, what it stands against, and whether that is enough.
struct Finding: Encodable {
  /// What a figure or a ratio has to reach.
  enum Reach {
    case ratioAtLeast(Double)
    case ratioAtMost(Double)
    case figureAtMost(Double)
    /// It is told, and nothing is demanded of it.
    case none
  }

  let name: String
  let figure: Double
  let unit: String
  let against: String?
  let againstFigure: Double?
  let ratio: Double?
  let reach: String
  /// Nil where nothing is demanded.
  let isMet: Bool?
  /// How far the rounds lay apart, or what else is worth knowing.
  let note: String?

  init(
    _ name: String, _ figure: Double, _ unit: String,
    against: (name: String, figure: Double)? = nil,
    ratio: Double? = nil, _ reach: Reach = .none, note: String? = nil
  ) {
    self.name = name
    self.figure = figure
    self.unit = unit
    self.against = against?.name
    againstFigure = against?.figure
    self.ratio = ratio
    self.note = note
    switch reach {
    case .ratioAtLeast(let bound):
      self.reach = "≥ \(bound.short) ×"
      isMet = (ratio ?? 0) >= bound
    case .ratioAtMost(let bound):
      self.reach = "≤ \(bound.short) ×"
      isMet = (ratio ?? .infinity) <= bound
    case .figureAtMost(let bound):
      self.reach = "≤ \(bound.short)"
      isMet = figure <= bound
    case .none:
      self.reach = ""
      isMet = nil
    }
  }
}
