// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "docbinary.h"

#include <QString>

#include <vector>

namespace Procession {

/// The text of a Word document, which lies in pieces: what was typed later stands behind what was there before.
class DocPieces
{
public:
    /// The text of `doc`, which must outlive it. Errors: `malformed`; `too_large` beyond `maxCharacters`.
    static Result<DocPieces> read(const DocBinary &doc, qint64 maxCharacters);

    /// Of all stories; the index is the position (CP).
    const QString &text() const { return m_text; }

    /// Where a character lies in the document's stream.
    struct Place
    {
        qint64 at = 0;      ///< offset in bytes (FC)
        int width = 1;      ///< bytes of a character
        qint64 left = 1;    ///< characters of the piece from here on, this one among them
        quint16 change = 0; ///< what was changed for all of the piece, for changes()
    };
    Place place(qint64 position) const;
    /// Properties (sprms) that a whole piece was given besides. Refers to bytes of the document.
    QByteArray changes(quint16 change) const;

private:
    struct Piece
    {
        quint32 begin = 0; // CP
        quint32 at = 0;    // FC
        bool isWide = false;
        quint16 change = 0;
    };
    Result<void> readTable(const BinaryView &table, const BinaryView &document, qint64 maxCharacters);

    std::vector<Piece> m_pieces;
    std::vector<BinaryView> m_changes;
    QString m_text;
};

} // namespace Procession
