/// The family's modules in the order of listing.
let miscellaneousModules: [Module.Type] = [
]
