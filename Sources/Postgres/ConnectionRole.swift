/// What a connection is for.
package enum ConnectionRole: Sendable {
  /// To read; a standby will do.
  case reading
  /// To decide and to write: of several hosts, only one that takes writes.
  case deciding
}
