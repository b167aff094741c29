import Numerics
import Testing

@testable import Problems

/// A request is what it is printed as.
@Suite struct RequestTextTests {
  @Test(arguments: [
    "rosenbrock", "rosenbrock dim=10 seed=7 start-scale=10", "quadratic dim=5 condition=1000 dtype=float32", "beale x0=-1.2,0.5",
    "rosenbrock scale=1000 rotate permute shift=2.5", "sphere noise=0.1", "sphere noise=5% noise-on=gradient", "sphere noise=0",
    "sphere rotate noise=0.3% noise-on=value", "minibatch_mlp dim=3 batch=64", "\"x^2 + y^2\" start=x=1,y=2 rotate",
    "\"1/x + x/y\" start=x=1,y=2 rotate",
    "\"command=./simulate --fast 'a b'\" dim=3 timeout=2.5 noise=0.1", "command=./simulate x0=1,2",
    "Problems/iris.csv batch=10 rotate target=species model=softmax l2=0.1",
  ])
  func printAndRead(_ text: String) throws {
    let request = try ProblemRequest(reading: text)
    let printed = request.text
    #expect(printed.split(separator: " ").sorted() == text.split(separator: " ").sorted(), "\(printed)")
    let again = try ProblemRequest(reading: printed)
    #expect(again.text == printed)
    #expect(again.lenses == request.lenses && again.noise == request.noise && again.batch == request.batch)
    #expect(again.timeout == request.timeout && again.dimension == request.dimension && again.start == request.start)
  }

  /// A name with a `/` is a file, unless variables get a start.
  @Test func quotients() throws {
    let request = try ProblemRequest(reading: "1/x start=x=2")
    guard case .formula("1/x", let start) = request.subject else {
      Issue.record("\(request.subject)")
      return
    }
    #expect(start.map(\.name) == ["x"])
    #expect(try request.problem().function().value(at: Vector([2])) == 0.5)
    if case .data = try ProblemRequest(reading: "Problems/iris.csv target=species").subject {} else { Issue.record("no file") }
    #expect { try ProblemRequest(reading: "rosenbrock start=x=1") } throws: { ($0 as? ProblemError)?.hint == "write start=x=1,y=2" }
  }

  /// Every level of noise, in per cent too, reads back as the same number.
  @Test func levelsOfNoise() throws {
    for i in 1..<500 {
      let level = Double(i) * 0.00137
      for isRelative in [false, true] {
        let noise = Noise(level, isRelative: isRelative)
        #expect(Noise(reading: noise.text) == noise, "\(noise.text)")
      }
    }
  }

  @Test(arguments: [
    ("sphere noise=-1", "write noise=0.1 or noise=5%"), ("sphere noise-on=both", "write noise=0.1 noise-on=gradient"),
    ("sphere rotate=3", "write rotate"), ("sphere scal=3", "did you mean 'scale'?"), ("sphere timeout=3", "write timeout=60"),
    ("x^2 start=x=1 batch=3", "write batch=32"), ("sphere scale=a", "write scale=1000"),
  ])
  func wrongOptions(_ text: String, _ hint: String) {
    #expect { try ProblemRequest(reading: text) } throws: { ($0 as? ProblemError)?.hint == hint }
  }
}
