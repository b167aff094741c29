import ArgumentParser
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

/// What curves show.
struct CurveOptions: ParsableArguments {
  @Option(help: ArgumentHelp("What the curves are drawn against: steps (the default), evals or seconds.", valueName: "axis"))
  var x: RunAxis?

  @Option(help: ArgumentHelp("What is drawn: f, grad or both.", valueName: "f,grad"))
  var y: QuantityList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Subtract this from f, or the best value of all (best), instead of the known minimum.", valueName: "value"))
  var minimum: ValueBaseName?

  @Option(help: ArgumentHelp("The horizontal axis: auto, linear or log.", valueName: "scale"))
  var xScale: ScaleName?

  @Option(help: ArgumentHelp("The vertical axis: auto, linear or log.", valueName: "scale"))
  var yScale: ScaleName?

  /// The options that were given.
  var given: [String] {
    [("--x", x != nil), ("--y", y != nil), ("--minimum", minimum != nil), ("--x-scale", xScale != nil), ("--y-scale", yScale != nil)]
      .filter(\.1).map(\.0)
  }

  var curves: CurvePictures {
    var curves = CurvePictures()
    curves.xAxis = x ?? .steps
    curves.base = minimum?.base ?? .minimum
    curves.xScale = xScale?.scale ?? .linear
    curves.yScale = yScale?.scale ?? .automatic
    if let y {
      curves.showsValue = y.value
      curves.showsGradient = y.gradient
    }
    return curves
  }
}

/// Where a picture goes.
struct PictureOptions: ParsableArguments {
  @Option(
    name: [.customLong("output"), .customShort("o")],
    help: ArgumentHelp("Draw into this file: its ending svg, png or pdf is the format; - is stdout.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("The format, where the file's name does not tell it.", valueName: "format"))
  var format: PictureFormat?

  @Flag(help: "Draw in the terminal, in Unicode braille: what happens without --output.")
  var terminal = false

  @Option(help: ArgumentHelp("The title, in the place of problem and chain.", valueName: "text"))
  var title: String?

  func validate() throws {
    if output == "" { throw ValidationError("--output needs the name of a file.") }
    if output != nil && terminal { throw ValidationError("--terminal and --output exclude each other.") }
    if output == nil && format != nil { throw ValidationError("--format belongs to --output.") }
    if output != nil && fileFormat == nil {
      throw ValidationError("--output needs a name that ends in .svg, .png or .pdf, or --format.")
    }
  }

  /// nil for the terminal.
  var file: (path: String, format: PictureFormat)? {
    guard let output, let fileFormat else { return nil }
    return (output, fileFormat)
  }

  private var fileFormat: PictureFormat? {
    if let format { return format }
    guard let output, let dot = output.lastIndex(of: ".") else { return nil }
    return PictureFormat(rawValue: output[output.index(after: dot)...].lowercased())
  }
}
