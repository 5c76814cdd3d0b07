// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzztargets.h"

#include "framereader.h"
#include "jsonbody.h"
#include "outputcodec.h"
#include "requestbody.h"
#include "requesthead.h"
#include "segmentframes.h"
#include "ssereader.h"
#include "steering.h"
#include "terminaltext.h"

#include <QJsonDocument>

#include <algorithm>

namespace Procession {

namespace {

constexpr qsizetype maxHead = 1024;
constexpr qsizetype maxBody = 512;

void must(bool holds, const char *what)
{
    if (!holds)
        qFatal("%s", what);
}

/// Of the outcomes Incomplete, RequestHead and refused.
void readRequestHead(QByteArrayView bytes, qsizetype cut)
{
    RequestHeadParser parser;
    const auto beginning = parser.parse(bytes.first(cut), maxHead);
    const auto whole = parser.parse(bytes, maxHead);
    const auto again = RequestHeadParser().parse(bytes, maxHead);
    must(whole.index() == again.index(), "an earlier head changes what a later one means");
    must(beginning.index() == 0 || beginning.index() == whole.index(), "more bytes change what was certain");
    const auto *head = std::get_if<RequestHead>(&whole);
    if (!head)
        return;
    must(head->size > 0 && head->size <= bytes.size() && head->size <= maxHead, "a head has another size");
    must(head->contentLength >= 0 && !(head->chunked && head->contentLength > 0), "a body has two lengths");
    const auto &fresh = std::get<RequestHead>(again);
    must(head->size == fresh.size && head->request.path == fresh.request.path
             && head->request.headers == fresh.request.headers && head->contentLength == fresh.contentLength
             && head->chunked == fresh.chunked,
         "a head that is known is read differently");
    if (const auto *first = std::get_if<RequestHead>(&beginning))
        must(first->size == head->size && first->request.path == head->request.path, "a head goes on behind its end");
}

void readChunks(QByteArrayView bytes, qsizetype cut)
{
    using State = BodyState;
    ChunkedDecoder whole(maxBody);
    qsizetype consumed = 0;
    const State state = whole.feed(bytes, consumed);
    ChunkedDecoder pieces(maxBody);
    qsizetype first = 0;
    qsizetype second = 0;
    State piecesState = pieces.feed(bytes.first(cut), first);
    must(piecesState != State::More || first == cut, "bytes are left over");
    if (piecesState == State::More)
        piecesState = pieces.feed(bytes.sliced(cut), second);
    must(state == piecesState, "chunks depend on the pieces that they come in");
    must(whole.size() <= maxBody, "a body is too long");
    if (state == State::Whole)
        must(consumed == first + second && whole.takeBody() == pieces.takeBody(), "a body depends on its pieces");
}

/// All that a reader makes of a stream.
struct Frames
{
    explicit Frames(std::initializer_list<QByteArrayView> pieces)
    {
        FrameReader reader(maxBody);
        for (QByteArrayView bytes : pieces) {
            while (!bytes.isEmpty()) {
                const qsizetype taken = reader.read(bytes);
                must(taken > 0 && taken <= bytes.size(), "a reader of frames stands still");
                bytes = bytes.sliced(taken);
                control += reader.takeControlFrames();
                if (const auto message = reader.takeMessage()) {
                    must(message->size() <= maxBody && message->isValidUtf8(), "a message isn't what it must be");
                    messages.append(*message);
                }
                must(reader.held() <= maxBody, "a reader of frames holds too much");
            }
        }
        verdict = reader.verdict();
    }
    bool operator==(const Frames &) const = default;

    QByteArrayList messages;
    QByteArray control;
    FrameReader::Verdict verdict;
};

void readFrames(QByteArrayView bytes, qsizetype cut)
{
    must(Frames({bytes}) == Frames({bytes.first(cut), bytes.sliced(cut)}),
         "frames depend on the pieces that they come in");
}

void readSse(QByteArrayView bytes, qsizetype cut)
{
    const auto read = [](std::initializer_list<QByteArrayView> pieces) {
        SseReader reader(maxBody);
        QList<std::pair<QString, QString>> events;
        for (const QByteArrayView piece : pieces) {
            for (const SseEvent &event : reader.feed(piece))
                events.append({event.type, event.data});
        }
        return std::pair(events, reader.hasOverflowed());
    };
    must(read({bytes}) == read({bytes.first(cut), bytes.sliced(cut)}), "events depend on the pieces that they come in");
}

void readJsonBody(QByteArrayView bytes, qsizetype)
{
    const Result<QJsonObject> object = objectFromJson(bytes.toByteArray());
    if (!object) {
        must(!object.error().message.isEmpty(), "a refusal doesn't say why");
        return;
    }
    const Result<QJsonObject> again = objectFromJson(QJsonDocument(*object).toJson(QJsonDocument::Compact));
    must(again.ok() && *again == *object, "JSON that was read and printed is other JSON");
}

void checkLine(const TerminalLine &line, int maxColumns)
{
    must(line.columns <= maxColumns && line.cutBytes >= 0, "a line is too long");
    must(line.text.isValidUtf16() && std::none_of(line.text.begin(), line.text.end(), isSteering),
         "a line steers the window");
    qsizetype end = 0;
    int column = 0;
    for (const TerminalRun &run : line.runs) {
        must(run.begin == end && run.column == column && run.length > 0 && run.columns > 0, "runs don't join");
        must(run.kind != TerminalRun::Kind::Plain || run.length == run.columns, "a plain run isn't plain");
        end += run.length;
        column += run.columns;
    }
    must(end == line.text.size() && column == line.columns, "runs leave something out");
}

void readTerminal(QByteArrayView bytes, qsizetype cut)
{
    constexpr int maxColumns = 24;
    const auto read = [](std::initializer_list<QByteArrayView> pieces) {
        TerminalText text(maxColumns);
        std::vector<TerminalLine> lines;
        for (const QByteArrayView piece : pieces) {
            text.feed(piece);
            for (TerminalLine &line : text.takeLines())
                lines.push_back(std::move(line));
        }
        lines.push_back(text.openLine());
        for (const TerminalLine &line : lines)
            checkLine(line, maxColumns);
        return lines;
    };
    must(read({bytes}) == read({bytes.first(cut), bytes.sliced(cut)}), "lines depend on the pieces that they come in");
}

void readOutputRecords(QByteArrayView bytes, qsizetype cut)
{
    const auto whole = OutputCodec::decode(bytes);
    must(!whole.ok() || OutputCodec::encode(*whole) == bytes, "records that were read and written are other records");
    // A beginning that is whole by itself is one of the records.
    const auto beginning = OutputCodec::decode(bytes.first(cut));
    if (!whole.ok() || !beginning.ok())
        return;
    const auto rest = OutputCodec::decode(bytes.sliced(cut));
    must(rest.ok() && beginning->size() + rest->size() == whole->size(),
         "records depend on the pieces that they come in");
}

/// A file of a segment, and what a crash leaves of it.
void readSegment(QByteArrayView bytes, qsizetype cut)
{
    const SegmentFrames::Content whole = SegmentFrames::decode(bytes, 0);
    const SegmentFrames::Content torn = SegmentFrames::decode(bytes.first(cut), 0);
    must(whole.validBytes <= bytes.size() && torn.validBytes <= cut, "more is valid than is there");
    must(torn.validBytes <= whole.validBytes, "less of a file is more");
    must(whole.output.bytes.startsWith(torn.output.bytes), "a torn segment has other bytes");
    must(torn.validBytes < whole.validBytes || torn.output.bytes == whole.output.bytes, "bytes got lost");
}

} // namespace

const std::array<FuzzTarget, 8> fuzzTargets{{{"requesthead", readRequestHead},
                                             {"chunks", readChunks},
                                             {"frames", readFrames},
                                             {"sse", readSse},
                                             {"jsonbody", readJsonBody},
                                             {"terminal", readTerminal},
                                             {"outputrecords", readOutputRecords},
                                             {"segment", readSegment}}};

} // namespace Procession
