import ArgumentParser
import Numerics
import Optimization
import Problems
import Workbench

struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Runs a chain on a problem until a criterion is met or a limit is reached.",
    discussion: """
        tzopt solve rosenbrock --chain 'lbfgs | strongwolfe'
        tzopt solve rosenbrock --dim 100 --chain 'adam | lr(0.01)' --every 500
        tzopt solve booth --x0 -3,4 --chain newton --format jsonl --record x,grad
        tzopt solve rosenbrock --chain @adam --set lr=0.05 --plot
        tzopt solve --objective 'x^2 + 3*y^2' --start x=1,y=2 \\
          --chain 'lr(?rate)' --set rate=0.1
        tzopt solve rosenbrock --rotate --scale 100 --chain 'newton | backtracking'
        tzopt solve quadratic --noise 5% --chain 'adam | lr(0.01)'
        tzopt solve --command Problems/throw.sh --x0 2,0.5 --steps 10 \\
          --chain 'fdm | bfgs | backtracking'
        tzopt solve Problems/iris.csv --target species --model softmax --l2 0.1 \\
          --chain 'lbfgs | strongwolfe'

      Exit status: 0 ended by a rule, limits included; 1 diverged or failed;
      64 wrong command line; 65 wrong chain, formula or data; 66 unreadable file;
      74 unwritable output; 130 interrupted.
      """)

  @OptionGroup(title: "Problem")
  var problem: ProblemOptions

  @OptionGroup(title: "Chain")
  var chain: ChainOptions

  @OptionGroup(title: "End of the run")
  var stop: StopOptions

  @OptionGroup(title: "Output")
  var output: OutputOptions

  @OptionGroup(title: "CSV data")
  var data: DataArguments

  func validate() throws {
    if !problem.isData, let option = data.firstGiven, !(problem.isBuiltIn && option == "--batch") {
      throw ValidationError("\(option) belongs to CSV files: give a path with a / or ending in .csv as the problem.")
    }
  }

  func run() throws {
    try reporting {
      let chain = try chain.read()
      let chosen = try problem.request(data).problem()
      try execute(chain, chosen)
    }
  }

  private func execute(_ chain: Chain, _ chosen: Problem) throws {
    let solver = try Solver(chain, on: chosen, seed: problem.seed)
    solver.rules = stop.rules
    solver.isInterrupted = Interrupt.watch()
    solver.isWatching = output.watch

    let sink = try output.makeSink()
    let progress = solver.addProgressDisplay()
    solver.optimizer.run.print = { line in
      progress?.clear()
      say(line + "\n")
    }
    var title = RunTitle(
      chain: chain.text, problem: chosen.name, seed: problem.seed, type: problem.dtype.name, entryNames: chosen.entryNames,
      minimum: solver.optimizer.evaluator.base === chosen.function() ? chosen.minimum : nil)
    title.isMinimumOfDomain = chosen.isMinimumOfDomain
    title.isStochastic = chosen.isStochastic
    title.model = chosen.model?.lines ?? []
    // The seed has a place of its own in a trace.
    var request = problem.request(data)
    request.seed = 0
    if request.text != title.problem { title.request = request.text }
    solver.observers.append(trace(to: sink, title, chosen, chain.requirements))
    let recorder = output.plot ? CurveRecorder() : nil
    if let recorder { solver.observers.append(recorder) }
    let report: RunReport
    do {
      report = try solver.run()
      try sink.close()
    } catch {
      progress?.clear()
      throw error
    }
    // Where the end of the run is not part of what went to the reader, it is said apart.
    if !output.quiet, output.format == .csv || (output.output != nil && output.output != "-") {
      if output.format == .csv { title.model.forEach { say($0 + "\n") } }
      sayStyled(report.line(Terminal.style(of: 2)))
    }
    if let path = data.predict, let model = chosen.model { try predict(model, at: report.x, to: path) }
    if let recorder { try show("\n" + terminalText(recorder.pictures(title), style: Terminal.style())) }
    if report.status.exitStatus != 0 { throw ExitCode(report.status.exitStatus) }
  }

  /// After the report, which stays where the predictions cannot be written.
  private func predict(_ model: DataModel, at x: Vector, to path: String) throws {
    guard (0..<x.count).allSatisfy({ x[$0].isFinite }) else {
      throw CommandFailure(ExitStatus.endedBadly, "there is nothing to predict with: a parameter is not finite")
    }
    let predictions = try model.predictions(at: x, from: data.predictFrom)
    if !output.quiet { predictions.notes.forEach { say($0 + "\n") } }
    do throws(OutputError) {
      let sink = try path == "-" ? ByteSink(descriptor: 1) : ByteSink(path: path)
      try write(predictions, to: sink)
      try sink.close()
    } catch {
      if error == .closedPipe, path == "-" { throw error }
      throw CommandFailure(ExitStatus.unwritableOutput, "cannot write the predictions to \(path): \(error.message)")
    }
  }

  private func trace(to sink: ByteSink, _ title: RunTitle, _ chosen: Problem, _ asks: Capabilities) -> any RunObserver {
    var settings = TraceSettings(
      every: output.every, vectors: output.record?.vectors ?? [], isQuiet: output.quiet, isWatching: output.watch,
      metrics: { x in chosen.metrics(at: x).map { Metric(name: $0.name, value: $0.value) } })
    if let model = chosen.model, let epoch = model.epoch {
      settings.epochs = EpochMetrics(names: model.epochMetricNames, length: epoch) { x in
        model.epochMetrics(at: x).map { Metric(name: $0.name, value: $0.value) }
      }
    }
    switch output.format {
    case .jsonl: return JSONTrace(sink, title, settings)
    case .csv: return CSVTrace(sink, title, settings)
    case .table:
      let style = output.output == nil ? Terminal.style() : TextStyle()
      return TableTrace(sink, title, settings, style, asks: asks)
    }
  }
}

extension Solver {
  /// A line on stderr for long runs, where it is a terminal.
  fileprivate func addProgressDisplay() -> ProgressDisplay? {
    let sink = ByteSink(descriptor: 2)
    guard sink.isTerminal else { return nil }
    let display = ProgressDisplay(sink, columns: Terminal.style(of: 2).columns)
    observers.append(display)
    return display
  }
}
