import ArgumentParser
import Numerics
import Optimization
import Problems
import Workbench

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits the coefficients of a formula to a CSV file, and says how well they are known.",
    discussion: """
        tzopt fit Problems/nist/Misra1a.csv 'y ~ b1*(1-exp(-b2*x))' --start b1=500,b2=1e-4
        tzopt fit Problems/nist/Nelson.csv 'log(y) ~ b1 - b2*x1*exp(-b3*x2)'
        tzopt fit data.csv 'y ~ a*exp(-k*t) + c' --bounds k=0:inf --loss 'huber(1.5)'
        tzopt fit data.csv 'y ~ a*t^p' --weights w --multistart 20 --format jsonl --quiet
        tzopt fit data.csv 'y ~ a*t^p' --chain 'lbfgs | strongwolfe'

      The table is the report, with rows of the run before it where --every is given;
      jsonl has the run's rows, then an object with the report; csv the coefficients.

      Exit status: 0 converged, and nothing else; 1 no minimum, an exact or a
      rank-deficient fit, no degrees of freedom, values that are not finite; 64 wrong
      command line; 65 wrong chain, formula or data; 66 unreadable file; 74 unwritable
      output; 130 interrupted.
      """)

  @OptionGroup(title: "Model")
  var model: FitArguments

  @OptionGroup(title: "Fit")
  var options: FitRunOptions

  @OptionGroup(title: "Output")
  var output: OutputOptions

  func validate() throws {
    if model.data == "-", options.chain == "-" {
      throw ValidationError("The standard input can be read but once: name a file for the data or for --chain.")
    }
  }

  func run() throws {
    try reporting {
      let fitter = try options.fitter(try FitModel(model.request))
      let sink = try output.makeSink()
      try observe(fitter, sink)
      fitter.isInterrupted = Interrupt.watch()
      let report = try fitter.fit()
      try write(report, to: sink)
      try sink.close()
      let isElsewhere = output.output != nil && output.output != "-"
      if !output.quiet, output.format == .csv || isElsewhere { sayStyled(report.line(Terminal.style(of: 2))) }
      if report.status == .ended(.interrupted) { throw ExitCode(ExitStatus.interrupted) }
      if !report.isSuccess { throw ExitCode(ExitStatus.endedBadly) }
    }
  }

  /// Rows of the run, where they are wanted.
  private func observe(_ fitter: Fitter, _ sink: ByteSink) throws {
    if output.quiet { return }
    let names = fitter.model.free.map { fitter.model.coefficients[$0].name }
    let title = RunTitle(
      chain: options.chain ?? Fitter.defaultText, problem: fitter.model.path, seed: options.seed, type: "float64", entryNames: names)
    let settings = TraceSettings(every: output.every, vectors: output.record?.vectors ?? [])
    switch output.format {
    case .jsonl: fitter.observers.append(JSONTrace(sink, title, settings))
    case .table where output.every != nil: fitter.observers.append(TableTrace(sink, title, settings, style, asks: [.residuals]))
    default: break
    }
  }

  private func write(_ report: FitReport, to sink: ByteSink) throws {
    switch output.format {
    case .jsonl: try sink.write(report.json(seed: options.seed))
    case .csv: try sink.write(report.csv)
    case .table where output.quiet: try sink.write(report.line(style))
    case .table: try sink.write((output.every == nil ? "" : "\n") + report.text(style))
    }
  }

  private var style: TextStyle { output.output == nil ? Terminal.style() : TextStyle() }
}
