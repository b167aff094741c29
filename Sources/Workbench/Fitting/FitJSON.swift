import Numerics
import Optimization

extension FitReport {
  /// The last line of JSON lines.
  public func json(seed: UInt64) -> [UInt8] {
    var json = JSONText()
    json.object { json in
      json.member("status", status.word)
      json.member("reason", reason)
      json.key("coefficients")
      json.object { json in
        for coefficient in coefficients {
          json.key(coefficient.name)
          json.object { json in write(coefficient, to: &json) }
        }
      }
      json.member("rss", rss)
      json.key("df")
      json.number(df)
      json.member("residual_sd", residualSD)
      json.member("r2", r2)
      json.key("correlation")
      if let correlation {
        json.array { json in
          for i in 0..<correlation.rows {
            json.array { json in for j in 0..<correlation.columns { json.number(correlation[i, j]) } }
          }
        }
      } else {
        json.null()
      }
      json.member("cosine", cosine)
      json.member("condition", condition)
      json.member("f", f)
      if !model.loss.isSquares {
        json.member("loss", model.loss.text)
        json.member("scale", scale)
      }
      json.key("rows")
      json.number(model.rowCount)
      if minima.starts > 1 {
        json.key("multistart")
        json.object { json in
          for (name, count) in [("starts", minima.starts), ("this", minima.best), ("others", minima.others), ("none", minima.failed)] {
            json.key(name)
            json.number(count)
          }
        }
      }
      json.key("steps")
      json.number(steps)
      json.key("evals")
      json.counts(counts)
      json.member("seconds", seconds)
      json.member("chain", chain)
      json.member("problem", model.path)
      json.member("formula", model.formula)
      json.key("seed")
      json.number(seed)
    }
    json.newline()
    return json.bytes
  }

  private func write(_ coefficient: CoefficientEstimate, to json: inout JSONText) {
    json.member("value", coefficient.value)
    json.member("stderr", coefficient.standardError)
    json.member("t", coefficient.t)
    json.member("low", coefficient.interval?.lowerBound)
    json.member("high", coefficient.interval?.upperBound)
    json.member("start", coefficient.start)
    if let rule = coefficient.startRule { json.member("start_rule", rule) }
    switch coefficient.kind {
    case .fitted: break
    case .fixed: json.member("held", "fixed")
    case .bound: json.member("held", "bound")
    }
  }
}

extension JSONText {
  fileprivate mutating func member(_ name: String, _ value: Double?) {
    key(name)
    if let value { number(value) } else { null() }
  }

  fileprivate mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }
}
