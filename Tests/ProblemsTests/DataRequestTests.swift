import Testing

@testable import Problems

/// Every option of data is in the text of a request, which reads back as the same request.
@Suite struct DataRequests {
  @Test(arguments: [
    "d.csv target=y", "d.csv target=y features=a,b model=softmax l2=0.1 standardize", "d.csv target=\"a b\" categorical=city,zone intercept=false",
    "d.csv target=y model=\"mlp(3, 2)\" loss=quantile(0.9) l1=0.25 batch=32 test-fraction=0.2 validation=0.1 missing=mean",
    "d.csv target=y validation=other.csv missing=drop", "d.csv model=\"y ~ a*x + b\"", "d.csv target=y categorical='\"a,b\",c'",
  ])
  func roundTrip(_ text: String) throws {
    let request = try ProblemRequest(reading: text)
    let read = try ProblemRequest(reading: request.text)
    #expect(read.text == request.text)
    guard case .data(_, let options) = request.subject, case .data(_, let again) = read.subject else {
      throw ProblemError(.invalid, "no data")
    }
    #expect("\(options)" == "\(again)")
  }

  /// No option is forgotten: one that is changed shows in the text.
  @Test func complete() throws {
    let all = try ProblemRequest(
      reading: "d.csv target=y features=a categorical=a model=mlp(3) loss=mae intercept=false l1=1 l2=2 standardize batch=3 test-fraction=0.1"
        + " validation=0.2 seed=9 missing=drop")
    guard case .data(_, let options) = all.subject else { throw ProblemError(.invalid, "no data") }
    for (changed, usual) in zip(Mirror(reflecting: options).children, Mirror(reflecting: DataOptions()).children) where changed.label != "seed" {
      #expect("\(changed.value)" != "\(usual.value)", "\(changed.label ?? "") is not set by the text")
    }
  }
}
