import Foundation
import Testing

@testable import settled

/// What is written wrongly may hold a password, and a complaint about it goes to the log.
@Suite struct SecretTests {
  @Test(arguments: [
    "database postgresql://u:SECRET@h/db", "database: postgresql://u:SECRET@h/db?sslmode=require",
    "postgresql://u:SECRET@h/db?sslmode=require", "password = SECRET", "SECRET = x",
    "password:SECRET=", "schema=a\ndatabase SECRET", "PGPASSWORD=SECRET",
  ])
  func linesOfTheFile(_ text: String) throws {
    let error = try #require(throws: SettingError.self) { try SettingsFile.parse(text, "f") }
    #expect(!error.description.contains("SECRET"))
    #expect(error.description.contains("in f, line"))
  }

  @Test(arguments: [
    "batchsize = 1", "batch_size = 1", "shcema = a", "databse = dbname=market",
    "SETTLED_SCHEM = a",
  ])
  func misspeltNames(_ text: String) throws {
    let error = try #require(throws: SettingError.self) { try SettingsFile.parse(text, "f") }
    #expect(error.description.contains("“\(text.prefix { $0 != " " })”"))
  }

  @Test(arguments: [
    "postgresql://u:p\"SECRET%zz\"b@h/db", "password=my SECRET=ret", "password=my SECRET",
    "password=\"a SECRET\"b c", "postgresql://u:SECRET/et@localhost/m",
    "postgresql://u:a/SECRET@localhost/m", "postgresql://u:a@SECRET@localhost/m",
    "postgresql://u:a/b@localhost/m?SECRET=1", "postgresql://u:SECRET@[::1/m", "password='SECRET",
    "sslmode=SECRET", "host=a,b port=SECRET", "service=SECRET", "connect_timeout=SECRET",
  ])
  func connectionStrings(_ database: String) throws {
    for arguments in [["status"], ["run"], ["run", "--once"]] {
      let program = SettledProgram(environment: ["SETTLED_DATABASE": database])
      let run = try program.run(arguments)
      #expect(run.status == 78, "\(run.complaint)")
      #expect(!run.complaint.contains("SECRET"))
      #expect(!run.output.contains("SECRET"))
      #expect(run.complaint.contains("SETTLED_DATABASE in the environment"), "\(run.complaint)")
    }
  }
}
