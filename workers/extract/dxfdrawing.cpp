// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dxfdrawing.h"

#include "textdecoding.h"

#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t mostItems = 1'000'000;
constexpr qsizetype longestName = 300;

/// As `$DWGCODEPAGE` names it; empty where it is unknown.
QByteArray encodingOf(QByteArray codePage)
{
    codePage = codePage.left(longestName).toUpper();
    static const QHash<QByteArray, QByteArray> names{
        {"UTF-8", "UTF-8"},         {"ANSI_874", "windows-874"}, {"ANSI_932", "windows-31j"},
        {"ANSI_936", "GBK"},        {"GB2312", "GBK"},           {"ANSI_949", "windows-949"},
        {"KSC5601", "windows-949"}, {"ANSI_950", "Big5"},        {"MACINTOSH", "macintosh"}};
    if (const auto name = names.constFind(codePage); name != names.cend())
        return *name;
    if (codePage.startsWith("ANSI_125"))
        return "windows-" + codePage.mid(5);
    return codePage.startsWith("DOS") ? "ibm-" + codePage.mid(3) : QByteArray();
}

/// Of layers and blocks, whose letters' case plays no part.
QByteArray nameOf(QByteArrayView value)
{
    return value.first(std::min(value.size(), longestName)).toByteArray().toUpper();
}

} // namespace

Result<DxfDrawing> DxfDrawing::read(const QByteArray &content, const ExtractionLimits &limits)
{
    DxfDrawing drawing;
    DxfGroups groups(content);
    bool hasSection = false;
    while (groups.next()) {
        if (groups.code() == 0) {
            drawing.endEntity();
            drawing.m_entity.type = nameOf(groups.value());
            hasSection = hasSection || drawing.m_entity.type == "SECTION";
        } else if (groups.code() == 9) {
            drawing.m_variable = nameOf(groups.value());
        } else if (drawing.m_section == "HEADER") {
            drawing.readVariable(groups);
        } else if (!drawing.m_entity.isOver) {
            drawing.readGroup(groups);
        }
        if (drawing.m_texts.size() > limits.textBytes || drawing.m_items > mostItems)
            return documentError(DocumentFailure::tooLarge, u"The drawing has too many texts."_s);
    }
    drawing.endEntity();
    if (!hasSection)
        return documentError(DocumentFailure::malformed, u"The file is a damaged DXF drawing."_s);
    drawing.m_lines = decodeText(drawing.m_texts, drawing.m_isUnicode ? "UTF-8" : drawing.m_encoding).split(u'\n');
    return drawing;
}

QList<const DxfDrawing::Space *> DxfDrawing::pages() const
{
    QList<const Space *> pages{&m_model, &m_paper};
    for (const QByteArray &name : m_names) {
        if (name.startsWith("*PAPER_SPACE") || name.startsWith("$PAPER_SPACE"))
            pages.append(block(name));
    }
    return pages;
}

const DxfDrawing::Space *DxfDrawing::block(const QByteArray &name) const
{
    const auto found = m_blocks.constFind(name);
    return found != m_blocks.cend() ? &*found : nullptr;
}

void DxfDrawing::readVariable(const DxfGroups &groups)
{
    if (m_variable == "$DWGCODEPAGE" && groups.code() == 3)
        m_encoding = encodingOf(groups.value().toByteArray());
    else if (m_variable == "$ACADVER" && groups.code() == 1)
        m_isUnicode = groups.value().toByteArray() >= "AC1021"; // since 2007
}

void DxfDrawing::readGroup(const DxfGroups &groups)
{
    switch (groups.code()) {
    case 1:
        m_entity.text = groups.text().toByteArray();
        break;
    case 2:
        if (m_entity.type == "SECTION")
            m_section = nameOf(groups.value());
        else if (m_entity.name.isEmpty())
            m_entity.name = nameOf(groups.value());
        break;
    case 3:
        if (m_entity.type == "MTEXT")
            m_entity.parts += groups.text();
        break;
    case 304: // the text of a leader, or the begin of its lines
        if (m_entity.type == "MULTILEADER" && !groups.value().endsWith('{'))
            m_entity.text = groups.text().toByteArray();
        break;
    case 101:
        m_entity.isOver = true;
        break;
    default:
        readLook(groups);
        break;
    }
}

void DxfDrawing::readLook(const DxfGroups &groups)
{
    const QByteArrayView value = groups.value();
    switch (groups.code()) {
    case 8:
        m_entity.layer = nameOf(value);
        break;
    case 10:
        m_entity.x = value.toDouble();
        break;
    case 20:
        m_entity.y = value.toDouble();
        break;
    case 40:
        m_entity.height = value.toDouble();
        break;
    case 60:
        m_entity.isInvisible = value.toInt() == 1;
        break;
    case 62:
        m_entity.colour = value.toInt();
        break;
    case 67:
        m_entity.isOnPaper = value.toInt() == 1;
        break;
    case 70:
        m_entity.flags = value.toInt();
        break;
    default:
        break;
    }
}

void DxfDrawing::endEntity()
{
    const Entity entity = std::exchange(m_entity, {});
    if (entity.type == "ENDSEC") {
        m_section.clear();
        m_block.clear();
    } else if (entity.type == "LAYER" && m_section == "TABLES") {
        constexpr int isFrozen = 1;
        if ((entity.flags & isFrozen) != 0 || entity.colour < 0) // it is off
            m_hiddenLayers.insert(entity.name);
    } else if (entity.type == "BLOCK") {
        m_block = entity.name;
        if (!m_blocks.contains(m_block))
            m_names.append(m_block);
        m_blocks[m_block];
        ++m_items;
    } else if (entity.type == "ENDBLK") {
        m_block.clear();
    } else if (m_section == "ENTITIES" || m_section == "BLOCKS") {
        addEntity(entity);
    }
}

void DxfDrawing::addEntity(const Entity &entity)
{
    if (entity.isInvisible || m_hiddenLayers.contains(entity.layer))
        return;
    const QByteArray &type = entity.type;
    if (type == "INSERT" || type == "ACAD_TABLE") {
        add(entity, {.block = entity.name});
        return;
    }
    const bool isAttribute = type == "ATTRIB" || type == "ATTDEF";
    const bool isSize = type == "DIMENSION"; // its number is drawn as lines are, unless somebody wrote words
    const bool hasLines = type == "MTEXT" || type == "MULTILEADER" || isSize;
    if (type != "TEXT" && !hasLines && !isAttribute)
        return;
    constexpr int isHidden = 1;
    constexpr int isConstant = 2;
    if (isAttribute && (entity.flags & isHidden) != 0)
        return;
    // What a block proposes isn't drawn where something else may stand there.
    if (type == "ATTDEF" && !m_block.isEmpty() && (entity.flags & isConstant) == 0)
        return;
    QByteArray text = entity.parts + entity.text;
    if (isSize)
        text.replace("<>", "");
    if (text.trimmed().isEmpty())
        return;
    text.replace('\r', ' ').replace('\0', ' '); // or they would part lines, or look like UTF-16
    m_texts += text + '\n';
    add(entity, {.text = ++m_textCount, .hasLines = hasLines || (isAttribute && text.contains("\\P"))});
}

void DxfDrawing::add(const Entity &entity, Item item)
{
    ++m_items;
    item.x = entity.x;
    item.y = entity.y;
    item.height = entity.height;
    Space &space = !m_block.isEmpty() ? m_blocks[m_block] : entity.isOnPaper ? m_paper : m_model;
    space.push_back(std::move(item));
}

} // namespace Procession
