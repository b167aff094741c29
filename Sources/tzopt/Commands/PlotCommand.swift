import ArgumentParser
import Workbench

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draws runs: curves, or level lines with their ways; in the terminal or into a file.",
    discussion: """
        tzopt solve rosenbrock --chain @lbfgs --format jsonl | tzopt plot -
        tzopt plot adam.jsonl lbfgs.jsonl --x evals -o runs.svg
        tzopt plot results.jsonl -o profiles.svg
        tzopt solve beale --chain @adam --set lr=0.1 --format jsonl --record x \\
          | tzopt plot - --contour -o way.png

      Files need gnuplot (Debian: gnuplot-nox); the terminal needs nothing.
      """)

  @Argument(help: "Traces, written with tzopt solve … --format jsonl, or one file of tzopt compare -o; - reads the standard input.")
  var traces: [String] = []

  @Flag(help: "Level lines of a problem of two variables, with the ways of the runs (--record x).")
  var contour = false

  @OptionGroup(title: "Curves")
  var curves: CurveOptions

  @OptionGroup(title: "Output")
  var picture: PictureOptions

  func validate() throws {
    if traces.isEmpty { throw ValidationError("Name the traces to draw; - reads one from the standard input.") }
    if traces.filter({ $0 == "-" }).count > 1 { throw ValidationError("The standard input can be read once.") }
  }

  func run() throws {
    try reporting {
      var runs: [RunTrace] = []
      for trace in traces {
        let bytes = try readFile(trace)
        if traces.count == 1, !contour, let pictures = try comparison(bytes) { return try draw(pictures) }
        runs += try RunTrace.runs(in: bytes, name: name(trace))
      }
      if contour { try drawContour(runs) } else { try drawCurves(runs) }
    }
  }

  /// The pictures of what `tzopt compare` wrote; nil where it is anything else.
  private func comparison(_ bytes: [UInt8]) throws -> [Picture]? {
    guard let stored = try? StoredResults(path: name(traces[0]), bytes: bytes), !stored.plans.isEmpty else { return nil }
    let options = curves.given + (picture.title == nil ? [] : ["--title"])
    if let option = options.first {
      throw CommandFailure(
        ExitStatus.wrongCommandLine, "\(option) belongs to traces: '\(name(traces[0]))' holds the results of a comparison",
        hint: "its profiles have axes and titles of their own: leave out \(options.joined(separator: ", "))")
    }
    return ComparisonReport(try ComparisonData(stored), version: Tzopt.version).summaryPictures
  }

  private func name(_ trace: String) -> String { trace == "-" ? "standard input" : trace }

  private func draw(_ pictures: [Picture]) throws {
    if let file = picture.file { return try write(GnuplotScript(pictures, format: file.format), to: file.path) }
    try show(terminalText(pictures, style: Terminal.style()))
  }

  private func drawContour(_ runs: [RunTrace]) throws {
    let contour = try ContourPicture(of: runs, title: picture.title)
    if let file = picture.file { return try write(GnuplotScript(contour, format: file.format), to: file.path) }
    let style = Terminal.style()
    try show(contour.terminalText(columns: style.columns, style: style))
  }

  private func drawCurves(_ runs: [RunTrace]) throws {
    var curves = curves.curves
    curves.title = picture.title
    try draw(curves.pictures(of: runs))
  }

  private func write(_ script: GnuplotScript, to path: String) throws {
    let bytes = try Gnuplot.draw(script)
    let sink = try openSink(path)
    try sink.write(bytes)
    try sink.close()
  }
}
