import Optimization

// The line of a results file that means a run. Numbers round-trip; what is not finite or not known is null.

extension RunResult {
  public var json: [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("chain")
      json.string(request.chain)
      json.key("chain_hash")
      json.string(hexText(StableHash.of(request.chain)))
      json.key("problem")
      json.string(request.problem)
      json.key("problem_hash")
      json.string(hexText(request.problemHash))
      json.key("seed")
      json.number(request.seed)
      json.key("dtype")
      json.string(type)
      json.key("version")
      json.string(version)
      json.settings(request.settings)
      json.key("dimension")
      json.number(dimension)
      json.key("minimum")
      json.number(minimum ?? .nan)
      json.key("status")
      json.string(status.rawValue)
      json.key("reason")
      json.string(reason)
      json.key("steps")
      json.number(steps)
      json.key("evals")
      json.counts(counts)
      json.key("points")
      json.number(counts.points)
      json.key("cost")
      json.number(cost)
      json.key("seconds")
      json.number(seconds)
      json.key("f_start")
      json.number(startValue)
      json.key("f")
      json.number(f)
      json.key("f_best")
      json.number(best)
      json.key("x_hash")
      json.string(hexText(xHash))
      json.key("trace")
      json.array { json in
        for sample in trace.samples {
          json.array { json in
            json.number(sample.cost)
            json.number(sample.f)
          }
        }
      }
    }
    json.newline()
    return json.bytes
  }

  /// nil where the value is no run.
  init?(_ value: JSONValue) {
    guard let chain = value["chain"]?.string, let problem = value["problem"]?.string, let seed = value["seed"]?.integer, seed >= 0,
      let hash = value["problem_hash"]?.string.flatMap({ UInt64($0, radix: 16) }), let settings = RunSettings(value),
      let status = value["status"]?.string.flatMap(RunStatus.init(rawValue:)), let version = value["version"]?.string,
      let trace = value["trace"]?.array, case let dimension = value["dimension"].map({ $0.integer ?? -1 }) ?? 0, (0..<1 << 40).contains(dimension)
    else { return nil }
    request = RunRequest(chain: chain, problem: problem, problemHash: hash, seed: seed, settings: settings)
    self.version = version
    self.status = status
    type = value["dtype"]?.string ?? "float64"
    self.dimension = dimension
    minimum = value["minimum"]?.number
    reason = value["reason"]?.string ?? ""
    steps = value["steps"]?.integer ?? 0
    counts = EvaluationCounts()
    counts.f = value["evals"]?["f"]?.integer ?? 0
    counts.g = value["evals"]?["g"]?.integer ?? 0
    counts.hvp = value["evals"]?["hvp"]?.integer ?? 0
    counts.jac = value["evals"]?["jac"]?.integer ?? 0
    counts.points = value["points"]?.integer ?? 0
    cost = value["cost"]?.number ?? .nan
    seconds = value["seconds"]?.number ?? .nan
    startValue = value["f_start"]?.number ?? .nan
    f = value["f"]?.number ?? .nan
    xHash = value["x_hash"]?.string.flatMap { UInt64($0, radix: 16) } ?? 0
    var samples: [CostTrace.Sample] = []
    for pair in trace {
      guard let numbers = pair.numbers, numbers.count == 2 else { return nil }
      if numbers.allSatisfy(\.isFinite) { samples.append(CostTrace.Sample(cost: numbers[0], f: numbers[1])) }
    }
    self.trace = CostTrace(samples: samples)
  }
}

extension RunSettings {
  init?(_ value: JSONValue) {
    guard let budget = value["budget"]?.number, let spread = value["spread"]?.number, let cost = value["cost_weights"]?.string,
      let weights = CostWeights(reading: cost), weights.fault == nil
    else { return nil }
    self.budget = budget
    self.spread = spread
    self.weights = weights
    seconds = value["time"]?.number
    gradientTolerance = value["gtol"]?.number ?? gradientTolerance
  }
}

extension ComparisonPlan {
  /// The line that says what a comparison consists of; it stands before its runs.
  var json: [UInt8] {
    var json = JSONText()
    json.object { json in
      json.key("comparison")
      json.object { json in
        json.key("chains")
        json.array { json in
          for chain in chains {
            json.object { json in
              json.key("label")
              json.string(chain.label)
              json.key("chain")
              json.string(chain.text)
            }
          }
        }
        json.key("problems")
        json.array { json in
          for problem in problems {
            json.object { json in
              json.key("problem")
              json.string(problem.text)
              json.key("hash")
              json.string(hexText(problem.hash))
            }
          }
        }
        json.key("seeds")
        json.number(seeds)
        json.key("first_seed")
        json.number(firstSeed)
        json.key("target")
        json.number(accuracy)
        json.settings(settings)
      }
    }
    json.newline()
    return json.bytes
  }

  /// nil where the value is no such line.
  init?(_ value: JSONValue) {
    guard let plan = value["comparison"], let chains = plan["chains"]?.array, let problems = plan["problems"]?.array,
      let seeds = plan["seeds"]?.integer, (1...1_000_000).contains(seeds), let first = plan["first_seed"]?.integer,
      (0..<1_000_000_000).contains(first), let accuracy = plan["target"]?.number,
      let settings = RunSettings(plan)
    else { return nil }
    self.init(chains: [], problems: [], seeds: first..<first + seeds, accuracy: accuracy, settings: settings)
    for chain in chains {
      guard let label = chain["label"]?.string, let text = chain["chain"]?.string else { return nil }
      self.chains.append(PlannedChain(label: label, text: text))
    }
    for problem in problems {
      guard let text = problem["problem"]?.string, let hash = problem["hash"]?.string.flatMap({ UInt64($0, radix: 16) }) else { return nil }
      self.problems.append(PlannedProblem(text: text, hash: hash))
    }
    if self.chains.isEmpty || self.problems.isEmpty || runCount > ComparisonPlan.largest { return nil }
  }
}

extension JSONText {
  fileprivate mutating func settings(_ settings: RunSettings) {
    key("budget")
    number(settings.budget)
    key("cost_weights")
    string(settings.weights.text)
    key("spread")
    number(settings.spread)
    key("time")
    number(settings.seconds ?? .nan)
    key("gtol")
    number(settings.gradientTolerance)
  }
}
