import Language
import Testing

/// The parser reads a chain and prints it in its canonical form.
@Test func readsAChain() throws {
  #expect(try Parser.parse("LBFGS|strongwolfe( c2 = 0.9,)").description == "LBFGS | strongwolfe(c2=0.9)")
}
