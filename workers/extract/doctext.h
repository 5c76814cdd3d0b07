// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "doclists.h"
#include "docpieces.h"
#include "docruns.h"
#include "docstyles.h"
#include "paragraphflow.h"

#include <QHash>

#include <vector>

namespace Procession {

/// Puts the text of a Word document until 2003 into a flow: its body, then notes, then headers and footers once.
class DocText
{
public:
    /// Refers to all of them.
    DocText(const DocBinary &doc, const DocPieces &pieces, TextFlow &flow);

    void read();

private:
    struct Box // of text, in a drawing
    {
        DocRange range{};
        bool isRead = false;
    };
    void findSymbolFonts();
    bool isSymbolFont(int font) const;
    void findBoxes();
    void readStory(DocRange range);
    void readMargins();
    QString noteMark(qint64 position);
    void readBoxAt(qint64 position, bool isShown);
    void readAside(DocRange range);

    qint64 endOfParagraph(qint64 begin, qint64 end) const;
    DocParagraph propertiesAt(qint64 position, int &style) const;
    DocCharacters charactersAt(qint64 position, int style, qint64 &count) const;
    void readParagraph(qint64 begin, qint64 end);
    void setTables(int depth);
    void endCellOrRow(const DocParagraph &properties, QChar mark);
    QString label(const DocParagraph &properties, int style);
    void append(qint64 position, qint64 count, const DocCharacters &look);
    void appendSpecial(QChar character, qint64 position, const DocCharacters &look, bool isShown, QString &part);
    void flush(QString &part, const DocCharacters &look);

    const DocBinary &m_doc;
    const DocPieces &m_pieces;
    const QString &m_text;
    TextFlow &m_flow;
    ParagraphFlow m_paragraphs;
    DocRuns m_paragraphRuns;
    DocRuns m_characterRuns;
    DocStyles m_styles;
    DocLists m_lists;
    std::vector<bool> m_symbolFonts;   // by number
    std::vector<qint64> m_sectionEnds; // their last characters
    QHash<qint64, quint32> m_shapes;   // by position
    QHash<quint32, qsizetype> m_boxOfShape;
    std::vector<Box> m_boxes;
    QHash<qint64, QString> m_footnoteMarks; // by the number of the note, from 0
    QHash<qint64, QString> m_endnoteMarks;

    // Of the story that is read.
    DocStory m_story = DocStory::Main;
    std::vector<bool> m_openCells;  // of each table, from the outermost: whether a cell has begun
    std::vector<bool> m_fieldParts; // of each field: whether its instruction is read, not its result
    int m_instructions = 0;         // that are read now, within each other
    bool m_isInBox = false;
};

} // namespace Procession
