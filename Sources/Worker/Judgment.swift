internal import Policy
internal import Store

/// What some Projects come to by an instant, before any of it is written.
struct Judgment {
  private(set) var recording: Recording
  private(set) var tally = Tally()
  /// What can't be judged, with its Project.
  private(set) var faults: [(projectID: Int64, fault: Fault)] = []

  init(of projects: [Project], at now: Instant, processingTime: Int64) {
    recording = Recording(processingTime: processingTime)
    for project in projects {
      let advance = project.advance(to: now)
      recording.add(project, advance)
      tally.count(project, advance)
      if let fault = advance.fault { faults.append((project.id, fault)) }
    }
  }
}
