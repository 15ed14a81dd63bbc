import Foundation
import Testing

/// A connection string that no server and no time will ever make work is a wrong configuration.
@Suite struct ImpossibleOptionsTests {
  private static let impossible = [
    ("sslmode=requre", "sslmode"), ("port=99999", "port"), ("port=abc", "port"),
    ("port=0", "port"), ("target_session_attrs=rw", "target_session_attrs"),
    ("host=a.invalid,b.invalid port=1,2,3", "3 port numbers to 2 hosts"),
    ("host=a.invalid,b.invalid hostaddr=192.0.2.1", "2 host names to 1 hostaddr"),
    ("connect_timeout=abc", "connect_timeout"), ("service=nosuch", "service"),
    ("gssencmode=yes", "gssencmode"), ("channel_binding=yes", "channel_binding"),
    ("ssl_min_protocol_version=TLSv9", "ssl_min_protocol_version"),
    ("host=a.invalid keepalives_idle=x", "keepalives_idle"),
    ("postgresql://u:p@ss@localhost/market", "%40"),
  ]

  @Test(arguments: impossible)
  func isRefused(_ database: String, _ wrong: String) throws {
    let typed = try SettledProgram().run("status", "--database", database)
    #expect(typed.status == 64, "\(typed.complaint)")
    #expect(typed.complaint.contains(wrong), "\(typed.complaint)")
    #expect(typed.complaint.contains("database on the command line"), "\(typed.complaint)")
    let program = SettledProgram(database: database)
    for arguments in [["run", "--once"], ["run"]] {
      let run = try program.run(arguments)
      #expect(run.status == 78, "\(run.complaint)")
      #expect(run.complaint.contains(wrong), "\(run.complaint)")
    }
  }

  /// Whether it can be reached is another question, with another answer.
  @Test(arguments: [
    "host=/nowhere", "host=/nowhere port=5432 connect_timeout=3", "host=/nowhere,/elsewhere",
    "host=/nowhere,/elsewhere port=1,2", "host=/nowhere,/elsewhere port=1,",
    "host=/nowhere port=' 5432 '", "host=/nowhere sslmode=verify-full sslrootcert=/nowhere",
    "host=/nowhere target_session_attrs=prefer-standby", "host=@settled-test-nobody",
    "host=/nowhere@here", "postgresql://u:p%40ss@%2Fnowhere/market", "host=/nowhere port=''",
    "host=/nowhere connect_timeout=-1 keepalives=0", "host=/nowhere connect_timeout=''",
  ])
  func isAccepted(_ database: String) throws {
    let run = try SettledProgram(database: database).run("run", "--once")
    #expect(run.status == 75, "\(run.complaint)")
  }

  /// The environment of libpq is to blame, and not the connection string.
  @Test(arguments: [
    ("PGSSLMODE", "requre"), ("PGPORT", "x"), ("PGSERVICE", "nosuch"),
    ("PGCONNECT_TIMEOUT", "abc"),
  ])
  func environmentOfLibpq(_ name: String, _ value: String) throws {
    for database in ["", "host=/nowhere"] {
      var program = SettledProgram(database: database)
      program.environment[name] = value
      let run = try program.run("run", "--once")
      #expect(run.status == 78, "\(run.complaint)")
      #expect(run.complaint.contains("libpq's own configuration"), "\(run.complaint)")
      #expect(!run.complaint.contains("SETTLED_DATABASE"), "\(run.complaint)")
    }
  }

  @Test func connectionStringBeforeTheEnvironment() throws {
    var program = SettledProgram(database: "host=/nowhere sslmode=disable port=5432")
    program.environment["PGSSLMODE"] = "requre"
    program.environment["PGPORT"] = "x"
    let run = try program.run("run", "--once")
    #expect(run.status == 75, "\(run.complaint)")
  }

  @Test func service() throws {
    let file = "/tmp/settled-test-\(UUID().uuidString.lowercased())"
    try "[market]\nhost=/nowhere\n[wrong]\nsslmode=requre\n[odd]\nsec=ret\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    for (service, status) in [("market", 75), ("wrong", 78), ("odd", 78), ("absent", 78)] {
      var program = SettledProgram(database: "service=\(service)")
      program.environment["PGSERVICEFILE"] = file
      let run = try program.run("run", "--once")
      #expect(run.status == Int32(status), "\(run.complaint)")
    }
  }
}
