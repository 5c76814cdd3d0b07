// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sampledocuments.h"

#include <QMap>

/// Word documents of Word 97 until 2003, put together byte by byte.
namespace Procession::Samples {

/// Text, and the properties (sprms) of its characters.
struct DocRun
{
    QString text{};
    QByteArray properties{};
};

/// A paragraph with its mark; `style` is the number of one of `docStyles`.
struct DocParagraph
{
    QList<DocRun> runs{};
    QByteArray properties{};
    quint16 style = 0;
    char16_t mark = u'\r';
    QByteArray ofMark{}; ///< properties of the mark as a character
};

struct Doc
{
    QList<DocParagraph> body{};
    QList<DocParagraph> footnotes{};
    QList<DocParagraph> endnotes{};
    quint32 footnoteMarks = 0;       ///< where the first one is; the others are behind it
    quint32 endnoteMarks = 0;        ///< likewise
    QList<DocParagraph> boxes{};     ///< of text, one paragraph each, of shapes 1, 2 …
    QList<DocParagraph> margins{};   ///< headers and footers, one paragraph each
    QMap<quint32, quint32> shapes{}; ///< by position
    QByteArray lists{};              ///< as docLists() makes them
    QByteArray uses{};               ///< as docListUses() makes them
    QByteArray data{};               ///< the stream
    QByteArray changes{};            ///< properties that pieces are given
    quint16 change = 0;              ///< of all pieces
    bool isWide = true;              ///< UTF-16, else Windows-1252
    quint16 flags = 0;               ///< of the head
    quint16 version = 0xc1;          ///< of the head
};

/// 0: plain; 1: heading 2; 2: based on it; 3: hidden characters; 4: bold, based on itself; 5: numbered at level 1.
QByteArray docStyles();

/// 0: Times; 1: Symbol.
QByteArray docFonts();

/// A property: its number and its operand.
QByteArray docProperty(quint16 number, quint32 operand, int size);

struct DocLevel
{
    quint32 start = 1;
    quint8 format = 0;
    QString text{}; ///< \0 to \8 stand for the levels' numbers
    quint8 flags = 0;
    quint8 restart = 0;
};
/// Lists, each of nine levels, of which those that aren't given have no number; their ids are 1, 2 …
QByteArray docLists(const QList<QList<DocLevel>> &lists);
/// The uses of lists, each the list's id and at what number its first level begins anew; 0: it doesn't.
QByteArray docListUses(const QList<std::pair<quint32, quint32>> &uses);

QByteArray doc(const Doc &doc);
/// A compound file of these streams. Those below 4,096 bytes lie in small sectors.
QByteArray compoundFile(const QList<std::pair<QString, QByteArray>> &streams);

/// Documents that lie about their places, lengths and chains.
std::vector<Sample> hostileDocs();

} // namespace Procession::Samples
