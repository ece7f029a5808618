namespace Gateway.Core.GraphQl;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>Nothing more comes.</summary>
    End,

    /// <summary>A punctuator; <c>...</c> is one.</summary>
    Punctuator,

    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>An integer or a float.</summary>
    Number,

    /// <summary>A string in quotes.</summary>
    Text,

    /// <summary>A block string in three quotes.</summary>
    BlockText,
}
