import ArgumentParser
import Problems
import Workbench

extension PictureFormat: ExpressibleByArgument {}
extension RunAxis: ExpressibleByArgument {}

/// `f,grad`
struct QuantityList: ExpressibleByArgument {
  var value = false
  var gradient = false

  init?(argument: String) {
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      switch word {
      case "f": value = true
      case "grad", "gradient": gradient = true
      default: return nil
      }
    }
  }
}

/// `auto`, `linear` or `log`
struct ScaleName: ExpressibleByArgument {
  let scale: Scale

  init?(argument: String) {
    switch argument {
    case "auto": scale = .automatic
    case "linear": scale = .linear
    case "log": scale = .logarithmic
    default: return nil
    }
  }
}

/// `best` or a number
struct ValueBaseName: ExpressibleByArgument {
  let base: ValueBase

  init?(argument: String) {
    if argument == "best" {
      base = .best
    } else if let value = numberArgument(argument), value.isFinite {
      base = .number(value)
    } else {
      return nil
    }
  }
}

struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draws runs: curves, or level lines with their ways; in the terminal or into a file.",
    discussion: """
        tzopt solve rosenbrock --chain @lbfgs --format jsonl | tzopt plot -
        tzopt plot adam.jsonl lbfgs.jsonl --x evals -o runs.svg
        tzopt solve beale --chain @adam --set lr=0.1 --format jsonl --record x \\
          | tzopt plot - --contour -o way.png

      Files need gnuplot (Debian: gnuplot-nox); the terminal needs nothing.
      """)

  @Argument(help: "Traces, written with tzopt solve … --format jsonl; - reads from the standard input.")
  var traces: [String]

  @Option(
    name: [.customLong("output"), .customShort("o")],
    help: ArgumentHelp("Draw into this file: its ending svg, png or pdf is the format; - is the standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("The format, where the file's name does not tell it.", valueName: "svg|png|pdf"))
  var format: PictureFormat?

  @Flag(help: "Draw in the terminal, in Unicode braille: what happens without --output.")
  var terminal = false

  @Flag(help: "Level lines of a problem of two variables, with the ways of the runs (--record x).")
  var contour = false

  @Option(help: ArgumentHelp("What runs along: steps, evals or seconds.", valueName: "axis"))
  var x = RunAxis.steps

  @Option(help: ArgumentHelp("What is drawn: f, grad or both.", valueName: "f,grad"))
  var y: QuantityList?

  @Option(parsing: .unconditional, help: ArgumentHelp("Subtract this from f, or the best value of all (best), instead of the known minimum.", valueName: "value"))
  var minimum: ValueBaseName?

  @Option(help: ArgumentHelp("The horizontal axis: auto, linear or log.", valueName: "scale"))
  var xScale: ScaleName?

  @Option(help: ArgumentHelp("The vertical axis: auto, linear or log.", valueName: "scale"))
  var yScale: ScaleName?

  @Option(help: ArgumentHelp("The title, in the place of problem and chain.", valueName: "text"))
  var title: String?

  func validate() throws {
    if traces.isEmpty { throw ValidationError("Name the traces to draw; - reads one from the standard input.") }
    if output == "" { throw ValidationError("--output needs the name of a file.") }
    if output != nil && terminal { throw ValidationError("--terminal and --output exclude each other.") }
    if output == nil && format != nil { throw ValidationError("--format belongs to --output.") }
    if output != nil && fileFormat == nil { throw ValidationError("--output needs a name that ends in .svg, .png or .pdf, or --format.") }
    if traces.filter({ $0 == "-" }).count > 1 { throw ValidationError("The standard input can be read once.") }
  }

  private var fileFormat: PictureFormat? {
    if let format { return format }
    guard let output, let dot = output.lastIndex(of: ".") else { return nil }
    return PictureFormat(rawValue: output[output.index(after: dot)...].lowercased())
  }

  func run() throws {
    try reporting {
      var runs: [RunTrace] = []
      for trace in traces { runs += try RunTrace.runs(in: try readFile(trace), name: trace == "-" ? "standard input" : trace) }
      if contour { try drawContour(runs) } else { try drawCurves(runs) }
    }
  }

  private func drawContour(_ runs: [RunTrace]) throws {
    let picture = try ContourPicture(of: runs, title: title)
    guard let output, let fileFormat else {
      let style = Terminal.style()
      return try show(picture.terminalText(columns: style.columns, style: style))
    }
    try write(GnuplotScript(picture, format: fileFormat), to: output)
  }

  private func drawCurves(_ runs: [RunTrace]) throws {
    var curves = CurvePictures()
    curves.xAxis = x
    curves.title = title
    curves.base = minimum?.base ?? .minimum
    curves.xScale = xScale?.scale ?? .linear
    curves.yScale = yScale?.scale ?? .automatic
    if let y { (curves.showsValue, curves.showsGradient) = (y.value, y.gradient) }
    try draw(curves.pictures(of: runs))
  }

  private func draw(_ pictures: [Picture]) throws {
    guard let output, let fileFormat else { return try show(terminalText(pictures, style: Terminal.style())) }
    try write(GnuplotScript(pictures, format: fileFormat), to: output)
  }

  private func write(_ script: GnuplotScript, to path: String) throws {
    let picture = try drawn(script)
    do {
      let sink = path == "-" ? ByteSink(descriptor: 1) : try ByteSink(path: path)
      try sink.write(picture)
      try sink.close()
    } catch let error as OutputError where path != "-" {
      throw CommandFailure(ExitStatus.unwritableOutput, "cannot write \(path): \(error.message)")
    }
  }

  private func drawn(_ script: GnuplotScript) throws -> [UInt8] {
    do {
      return try Gnuplot.draw(script)
    } catch .absent {
      throw CommandFailure(
        ExitStatus.unavailable, "pictures in files are drawn by gnuplot, which is not installed",
        hint: "apt-get install gnuplot-nox; without --output the picture is drawn in the terminal")
    } catch .refused(let line) {
      throw CommandFailure(ExitStatus.unavailable, "gnuplot could not draw it: \(line)")
    } catch .system(let message) {
      throw CommandFailure(ExitStatus.unavailable, "gnuplot could not be run: \(message)")
    }
  }
}
