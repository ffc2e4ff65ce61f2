/// What Expat found in a file: its root element, and whether the Broadband Forum's notice stands before it.
struct RawDocument {
  let root: RawElement
  let carriesForumNotice: Bool
}
