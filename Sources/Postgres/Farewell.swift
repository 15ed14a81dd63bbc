import CLibPQ

/// What a server says unasked before it closes a connection: that it goes down, or that the session
/// was idle for too long. libpq hands it over as a notice.
@safe final class Farewell {
  private(set) var words: String?

  /// Takes the connection's notices, which would go to standard error otherwise. The connection must
  /// not outlive this object.
  @unsafe func listen(to handle: OpaquePointer) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    _ = unsafe PQsetNoticeReceiver(
      handle,
      { context, result in
        guard let context = unsafe context, let result = unsafe result else { return }
        let state = unsafe PQresultErrorField(result, diagnosticSQLState)
        let message = unsafe PQresultErrorField(result, diagnosticMessage)
        guard let state = unsafe state, let message = unsafe message else { return }
        // Operator intervention: shutdowns, terminations, time-outs of sessions.
        guard unsafe String(cString: state).hasPrefix("57P") else { return }
        let farewell = unsafe Unmanaged<Farewell>.fromOpaque(context).takeUnretainedValue()
        farewell.words = unsafe String(cString: message)
      }, context)
  }
}
