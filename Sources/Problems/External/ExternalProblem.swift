import Autograd
import Language
import Numerics
import Optimization

extension ProblemRequest {
  /// Seconds that a program may take for an answer where nothing else is said.
  public static let standardTimeout = 60.0

  /// A program as an objective: it is started, and asked at the start.
  func externalProblem(_ command: String) throws(ProblemError) -> Problem {
    guard command.contains(where: { !$0.isWhitespace }) else {
      throw ProblemError(.invalid, "the command is empty", hint: "name a program: --command ./simulate")
    }
    guard !command.utf8.contains(0) else { throw ProblemError(.invalid, "a command cannot contain the character 0") }
    guard let n = dimension ?? start?.count else {
      throw ProblemError(.invalid, "'\(command)' does not say how many numbers it takes", hint: "give --dim 3, or a start: --x0 0,0,0")
    }
    guard n >= 1, n <= ProblemDeclaration.largestDimension else {
      throw ProblemError(.invalid, "a program cannot take \(n) numbers", hint: "from 1 to \(ProblemDeclaration.largestDimension)")
    }
    if let start, start.count != n {
      throw ProblemError(.invalid, "--x0 has \(start.count) entries, but --dim is \(n)", hint: "leave --dim out")
    }
    guard type == .float64 else {
      throw ProblemError(.invalid, "a program computes in numbers of its own", hint: "leave --dtype out")
    }
    let timeout = timeout ?? ProblemRequest.standardTimeout
    guard timeout > 0, timeout < .infinity else {
      throw ProblemError(.invalid, "no answer comes within \(canonicalText(of: timeout)) s", hint: "a number of seconds above 0: --timeout 60")
    }
    let origin = start.map { Vector($0) } ?? Vector(count: n)
    let function: ExternalFunction
    do {
      function = try ExternalFunction(ExternalProgram(command, timeout: timeout), start: origin)
    } catch let error as ProblemError {
      throw error
    } catch let RunEnd.failed(message) as RunEnd {
      throw ProblemError(
        .data, message, hint: "it reads lines {\"x\":[…]} and answers each with a line {\"f\":…} or {\"f\":…,\"g\":[…]}; flush after each line")
    } catch {
      throw ProblemError(.data, "\(error)")
    }
    return Problem(
      name: command, layout: .vector(n), start: origin, form: nil, given: function, type: .float64,
      description: ["the program \(command)", "gives \(function.capabilities.contains(.gradient) ? "values and gradients" : "values alone")"])
  }
}
