import Testing

/// Wrong chains, formulas and options: what is said, word for word.
@Suite struct WrongInputTests {
  @Test(arguments: [
    ("rosenbrok", "unknown problem 'rosenbrok'\n  did you mean 'rosenbrock'?"),
  ])
  func unknownProblems(_ name: String, _ message: String) throws {
    let result = try tzopt(["solve", name, "--chain", "lr(1)"])
    #expect(result.status == 64 && result.err == "error: \(message)\n")
  }

  @Test func startOfTheWrongLength() throws {
    let result = try tzopt(["solve", "rosenbrock", "--chain", "lr(1)", "--x0", "1,2,3"])
    #expect(result.err == "error: --x0 has 3 entries, but rosenbrock has 2 parameters\n  write --x0=-1.2,1\n")
  }

  @Test func aChainThatAsksForMoreThanTheProblemGives() throws {
    let result = try tzopt(["solve", "himmelblau", "--chain", "adam | lr(0.1)", "--steps", "1", "-q"])
    #expect(result.status == 0)
  }

  @Test(arguments: [
    (["solve", "rosenbrock", "--chain", "lr(1)", "--steps", "-3"], "--steps must be at least 0, not -3."),
    (["solve", "rosenbrock", "--chain", "lr(1)", "--max-evals", "0"], "--max-evals must be at least 1, not 0."),
    (["solve", "rosenbrock", "--chain", "lr(1)", "--time", "-1"], "--time must be a number of seconds above 0, not -1.0."),
    (["solve", "rosenbrock", "--chain", "lr(1)", "--gtol", "nan"], "--gtol must be a number from 0 on, not nan."),
    (["solve", "rosenbrock", "--chain", "lr(1)", "--every", "0"], "--every must be at least 1, not 0."),
    (["solve", "--objective", "x^2", "--chain", "lr(1)"], "--objective needs --start, such as --start x=-1.2,y=1."),
    (
      ["solve", "rosenbrock", "--objective", "x^2", "--start", "x=1", "--chain", "lr(1)"],
      "--objective takes the place of the problem 'rosenbrock': give one of them."
    ),
    (
      ["solve", "rosenbrock", "--chain", "lr(1)", "--l2", "1"],
      "--l2 belongs to CSV files: give a path with a / or ending in .csv as the problem."
    ),
  ])
  func options(_ arguments: [String], _ message: String) throws {
    let result = try tzopt(arguments)
    #expect(result.status == 64)
    #expect(result.err.hasPrefix("error: \(message)\n"))
  }

  @Test func aFormulaIsShownWithTheFault() throws {
    let result = try tzopt(["solve", "--objective", "(1-x)^2 + 3*(y", "--start", "x=1,y=1", "--chain", "lr(1)"])
    #expect(result.status == 65)
    #expect(result.err == """
      error: '(' is not closed
        (1-x)^2 + 3*(y
                    ^ the text ends without ')'

      """)
  }

  @Test func veryDeepTextsAreErrorsAtOnce() throws {
    for text in [String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000), String(repeating: "lr(1)|", count: 20_000)] {
      let result = try tzopt(["graph", "-"], stdin: text)
      #expect(result.status == 65 && result.err.utf8.count < 10_000)
    }
  }
}
