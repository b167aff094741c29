/// The family's modules in the order of listing.
let operationModules: [Module.Type] = [
]
