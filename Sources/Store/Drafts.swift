internal import Policy
internal import Postgres

/// Projects while their rows come in.
struct Drafts {
  /// One of them.
  struct Draft {
    var project: Project
    var fault: Fault?

    /// How many of its rows have come in.
    var counts: RowCounts {
      RowCounts(orders: project.orders.count, cancellations: project.cancellations.count)
    }

    /// The Project, unless a row of it can't be read.
    var legible: Project? { fault == nil ? project.inOrder : nil }

    fileprivate mutating func add(_ order: Order, _ fault: Fault?) {
      project.orders.append(order)
      self.fault = self.fault ?? fault
    }

    fileprivate mutating func add(_ cancellation: Cancellation, _ fault: Fault?) {
      project.cancellations.append(cancellation)
      self.fault = self.fault ?? fault
    }
  }

  private var places: [Int64: Int] = [:]
  private var drafts: [Draft] = []

  subscript(id: Int64) -> Draft? { places[id].map { drafts[$0] } }

  mutating func addProjects(_ rows: borrowing Rows) throws(PostgresError) {
    drafts.reserveCapacity(rows.count)
    places.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      let id = try rows.int64(row, 0)
      var draft = Draft(project: .placeholder(id))
      do throws(PostgresError) {
        (draft.project, draft.fault) = try Self.project(id, rows, row)
      } catch {
        draft.fault = .illegible(.project, id, error)
      }
      places[id] = drafts.count
      drafts.append(draft)
    }
  }

  private static func project(
    _ id: Int64, _ rows: borrowing Rows, _ row: Int
  ) throws(PostgresError) -> (Project, Fault?) {
    var reader = RowReader(.project, id, row)
    let project = Project(
      id: id, advertiserID: try rows.int64(row, 1), providerID: try rows.optionalInt64(row, 2),
      kind: try reader.value(rows, 3, "kind", or: .creatorContentAtScale),
      origin: try reader.value(rows, 4, "origin", or: .private),
      currency: try rows.text(row, 5), deadline: try rows.instant(row, 6),
      status: try reader.value(rows, 7, "status", or: .cancelled))
    return (project, reader.fault)
  }

  mutating func addOrders(_ rows: borrowing Rows) throws(PostgresError) {
    for row in 0..<rows.count {
      let id = try rows.int64(row, 0)
      guard let place = places[try rows.int64(row, 1)] else { continue }
      do throws(PostgresError) {
        let (order, fault) = try Self.order(id, rows, row)
        drafts[place].add(order, fault)
      } catch {
        drafts[place].add(
          Order(id: id, feeMinor: 0, paidMinor: 0), .illegible(.order, id, error))
      }
    }
  }

  private static func order(
    _ id: Int64, _ rows: borrowing Rows, _ row: Int
  ) throws(PostgresError) -> (Order, Fault?) {
    var reader = RowReader(.order, id, row)
    let order = Order(
      id: id, feeMinor: try rows.int64(row, 2),
      paidMinor: try rows.int64(row, 3), manualReview: try rows.bool(row, 4),
      status: try reader.value(rows, 5, "status", or: .cancelled),
      agreedAt: try rows.instant(row, 6), deliveryStartedAt: try rows.instant(row, 7),
      contentSubmittedAt: try rows.instant(row, 8),
      reviewRequestedAt: try rows.instant(row, 9), respondedAt: try rows.instant(row, 15),
      approvedAt: try rows.instant(row, 10),
      approval: try reader.optionalValue(rows, 11, "approval"),
      completedAt: try rows.instant(row, 12), cancelledAt: try rows.instant(row, 13),
      isSettled: try rows.bool(row, 14))
    return (order, reader.fault)
  }

  /// The cancellations, once all Orders are there: whether one ended its Project depends on them.
  mutating func addCancellations(_ rows: borrowing Rows) throws(PostgresError) {
    for row in 0..<rows.count {
      let id = try rows.int64(row, 0)
      guard let place = places[try rows.int64(row, 1)] else { continue }
      do throws(PostgresError) {
        let (cancellation, fault) = try Self.cancellation(id, rows, row)
        let effectiveAt = try rows.instant(row, 12)
        drafts[place].add(cancellation, fault)
        if let effectiveAt {
          drafts[place].project.noteSettlement(of: cancellation, effectiveAt: effectiveAt)
        }
      } catch {
        drafts[place].add(
          Cancellation(id: id, initiatedBy: .deadline, communicatedAt: .distantFuture),
          .illegible(.cancellation, id, error))
      }
    }
  }

  private static func cancellation(
    _ id: Int64, _ rows: borrowing Rows, _ row: Int
  ) throws(PostgresError) -> (Cancellation, Fault?) {
    var reader = RowReader(.cancellation, id, row)
    let cancellation = Cancellation(
      id: id,
      initiatedBy: try reader.value(rows, 2, "initiated_by", or: .deadline),
      communicatedAt: Instant(microseconds: try rows.microseconds(row, 3)),
      requestIssuedAt: try rows.instant(row, 4), advertiserAcceptedAt: try rows.instant(row, 5),
      providerAcceptedAt: try rows.instant(row, 6), declinedAt: try rows.instant(row, 7),
      withdrawnAt: try rows.instant(row, 8), disputedAt: try rows.instant(row, 9),
      disputeResolvedAt: try rows.instant(row, 10),
      status: try reader.value(rows, 11, "status", or: .escalated))
    return (cancellation, reader.fault)
  }
}

extension Project {
  /// With its rows in the order of their keys, in which the database mostly gives them.
  fileprivate var inOrder: Project {
    var project = self
    if zip(orders, orders.dropFirst()).contains(where: { $0.id > $1.id }) {
      project.orders.sort { $0.id < $1.id }
    }
    if zip(cancellations, cancellations.dropFirst()).contains(where: { $0.id > $1.id }) {
      project.cancellations.sort { $0.id < $1.id }
    }
    return project
  }
}
