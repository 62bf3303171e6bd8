namespace MailNode.Templates.Values;

/// <summary>An object that a template made with {}; only such an object may be changed by a template.</summary>
internal sealed class MadeObject(int capacity) : Dictionary<string, object?>(capacity, StringComparer.Ordinal);
