/// What a document may declare before its root element.
package enum EntityRule: Sendable {
  /// Nothing: a document type declaration ends the reading.
  case refused
  /// Entities that stand for a short text without markup and without other entities, so that nothing can grow: the
  /// Forum's own `tr-106-types.xml` writes its patterns with such ones. In documents of at most 1 MiB; whatever else a
  /// document type declaration can hold ends the reading.
  case shortTexts
}
