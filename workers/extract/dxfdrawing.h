// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentextraction.h"
#include "dxfgroups.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <vector>

namespace Procession {

/// The texts of a DXF drawing, by where they are drawn: in the drawing itself, on a sheet on which it is printed, or in a
/// block that others refer to. What is hidden, or on a layer that is off, isn't among them.
class DxfDrawing
{
public:
    /// A text, or a block that is drawn there. Plain data.
    struct Item
    {
        qsizetype text = -1; ///< its index in texts(); -1 where it is a block
        QByteArray block{};  ///< its name
        double x = 0;        ///< in the drawing's units, as all of them
        double y = 0;
        double height = 0;
        bool hasLines = false; ///< the text is of several lines
    };
    using Space = std::vector<Item>;

    /// Errors: `malformed`; `too_large`.
    static Result<DxfDrawing> read(const QByteArray &content, const ExtractionLimits &limits);

    /// As they stand in the file, decoded.
    const QStringList &texts() const { return m_lines; }
    /// What is drawn by itself, then the sheets.
    QList<const Space *> pages() const;
    /// Null where there is none of that name.
    const Space *block(const QByteArray &name) const;

private:
    /// What is being read: something that is drawn, a layer, a block, a mark of a section.
    struct Entity
    {
        QByteArray type{};
        QByteArray text{};
        QByteArray parts{}; // of the text, which stand in front of it
        QByteArray name{};
        QByteArray layer{};
        double x = 0;
        double y = 0;
        double height = 0;
        int flags = 0;
        int colour = 0;
        bool isOnPaper = false;
        bool isInvisible = false;
        bool isOver = false; // what follows is of an object within it
    };

    void readVariable(const DxfGroups &groups);
    void readGroup(const DxfGroups &groups);
    void readLook(const DxfGroups &groups);
    void endEntity();
    void addEntity(const Entity &entity);
    void add(const Entity &entity, Item item);

    QByteArray m_section;
    QByteArray m_variable;
    QByteArray m_encoding;
    bool m_isUnicode = false;
    Entity m_entity;
    QByteArray m_block; // that is open
    QSet<QByteArray> m_hiddenLayers;
    QByteArray m_texts = "\n"; // a line each; the first one is empty, so that no text seems to be cut off in front
    qsizetype m_textCount = 0;
    size_t m_items = 0;
    QStringList m_lines;
    Space m_model;
    Space m_paper;
    QHash<QByteArray, Space> m_blocks;
    QByteArrayList m_names; // of the blocks, in their order
};

} // namespace Procession
