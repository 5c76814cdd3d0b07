// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmentreader.h"

#include "outputfiles.h"
#include "segmentfile.h"

#include <algorithm>
#include <cerrno>

namespace Procession {

namespace {

using Form = SegmentName::Form;

/// Each try but the first follows a cut or a compression just then.
constexpr int maxTries = 50;

} // namespace

Result<OutputAttempt::View> SegmentReader::view()
{
    if (!m_view) {
        auto view = m_attempt.view();
        if (!view)
            return view.error();
        m_view = std::move(*view);
    }
    return *m_view;
}

Result<std::optional<SegmentReader::Part>> SegmentReader::at(qint64 offset, bool whole)
{
    for (int tries = 0; tries < maxTries; ++tries) {
        if (!m_view || !whole) {
            auto view = m_attempt.view(offset);
            if (!view)
                return view.error();
            m_view = std::move(*view);
        }
        const auto segment = std::find_if(m_view->segments->begin(), m_view->segments->end(),
                                          [&](const SegmentName &each) { return m_view->endOf(each) > offset; });
        if (segment == m_view->segments->end())
            return std::optional<Part>();
        auto content = contentOf(*segment, offset, whole);
        if (!content && errno != ENOENT)
            return OutputFiles::readError(m_attempt.root());
        if (!content) {
            m_view.reset();
            continue;
        }
        Part part{*segment, m_view->endOf(*segment), std::move(content)};
        if (part.content->end() > offset)
            return std::optional(std::move(part));
        // The rest of it is damaged.
        offset = part.end;
        tries = 0;
    }
    return OutputFiles::readError(m_attempt.root());
}

std::shared_ptr<const OutputBytes> SegmentReader::contentOf(const SegmentName &name, qint64 offset, bool whole)
{
    const bool isOpen = name.form == Form::Open;
    if (auto known = isOpen ? nullptr : m_cache.find(m_attempt.key(), name.start))
        return known;
    const Descriptor file = m_attempt.open(name);
    if (file.number() < 0)
        return nullptr;
    if (!isOpen) {
        std::optional<SegmentFrames::Content> content = SegmentFile::read(file, name);
        if (!content)
            return nullptr;
        auto shared = std::make_shared<const OutputBytes>(std::move(content->output));
        m_cache.put(m_attempt.key(), name.start, shared);
        return shared;
    }
    const bool fromMark = !whole && m_view->markOffset >= name.start && m_view->markOffset <= offset;
    const qint64 position = fromMark ? m_view->markPosition : 0;
    const std::optional<QByteArray> bytes = OutputFiles::read(file, position, m_view->fileBytes);
    if (!bytes)
        return nullptr;
    return std::make_shared<const OutputBytes>(
        SegmentFrames::decode(*bytes, fromMark ? m_view->markOffset : name.start).output);
}

} // namespace Procession
