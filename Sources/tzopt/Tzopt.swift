import ArgumentParser

#if canImport(Glibc)
  import Glibc
#endif

@main
struct Tzopt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tzopt",
    abstract: """
      Composes optimizers from modules, and runs them.

        tzopt solve rosenbrock --chain 'lbfgs | strongwolfe'
        tzopt solve rosenbrock --dim 100 --chain 'adam(beta1=0.95) | lr(0.01)' --steps 5000
        tzopt solve --objective '(1-x)^2 + 100*(y-x^2)^2' --start x=-1.2,y=1 --chain 'newton | backtracking'
        tzopt solve Problems/diabetes.csv --target target --l2 0.1 --standardize --chain 'lbfgs | strongwolfe'
        tzopt solve booth --chain 'adam | lr(?lr)' --set lr=0.1 --format jsonl --record x > run.jsonl
        tzopt modules adam
        tzopt graph 'split(ndim >= 2, true=orthogonalize, false=adam) | lr(0.02)'
      """,
    version: "0.1.0",
    subcommands: [SolveCommand.self, ModulesCommand.self, GraphCommand.self, ProblemsCommand.self])

  static func main() {
    // A reader that goes away shows as a failed write, which ends the command quietly.
    signal(SIGPIPE, SIG_IGN)
    main(nil)
  }
}
