import ArgumentParser
import Workbench

/// For the project itself: `make documentation`.
struct DocumentationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "documentation", abstract: "Writes the reference in Markdown, a file for each part.", shouldDisplay: false)

  @Argument(help: "The folder, which exists.", completion: .directory)
  var folder: String

  func run() throws {
    try reporting {
      for file in ReferenceDocuments.all {
        let path = "\(folder)/\(file.name)"
        let sink = try openSink(path)
        try sink.write(file.text)
        try sink.close()
      }
    }
  }
}
