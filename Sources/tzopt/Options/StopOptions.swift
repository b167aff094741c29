import ArgumentParser
import Workbench

struct StopOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("At most so many steps.", valueName: "number"))
  var steps = 1000

  @Option(parsing: .unconditional, help: ArgumentHelp("At most so many points evaluated, line searches included.", valueName: "number"))
  var maxEvals: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("At most so many seconds.", valueName: "seconds"))
  var time: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("End where f is at or below this.", valueName: "value"))
  var fTarget: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("End where no entry of the gradient is larger; 0 turns it off.", valueName: "tolerance"))
  var gtol = 1e-8

  @Option(parsing: .unconditional, help: ArgumentHelp("End where no entry of x moved by more; 0 turns it off.", valueName: "tolerance"))
  var xtol = 0.0

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps must be at least 0, not \(steps).") }
    if let maxEvals, maxEvals < 1 { throw ValidationError("--max-evals must be at least 1, not \(maxEvals).") }
    if let time, !(time > 0 && time.isFinite) { throw ValidationError("--time must be a number of seconds above 0, not \(time).") }
    if let fTarget, fTarget.isNaN { throw ValidationError("--f-target must be a number.") }
    if !(gtol >= 0 && gtol.isFinite) { throw ValidationError("--gtol must be a number from 0 on, not \(gtol).") }
    if !(xtol >= 0 && xtol.isFinite) { throw ValidationError("--xtol must be a number from 0 on, not \(xtol).") }
  }

  var rules: StopRules {
    var rules = StopRules()
    rules.maximalSteps = steps
    rules.maximalEvaluations = maxEvals
    rules.seconds = time
    rules.targetValue = fTarget
    rules.gradientTolerance = gtol
    rules.stepTolerance = xtol
    return rules
  }
}
