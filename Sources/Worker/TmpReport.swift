import Log
import Logging
extension MessageKind { var level: Logger.Level { .info } }
extension Logger {
  func report(
    _ kind: MessageKind, _ message: @autoclosure () -> String,
    _ fields: @autoclosure () -> Logger.Metadata = [:]
  ) {
    log(level: kind.level, "\(message())", metadata: fields())
  }
}
