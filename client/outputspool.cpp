// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputspool.h"

#include "outputcodec.h"
#include "sizetext.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Of the records in the file.
constexpr qsizetype longestRecord = 64 * 1024;
/// So that a server that pauses, as for its disk, drops nothing where it is fast enough besides.
constexpr std::chrono::seconds longestPatience{2};
/// Records of one stream that come within that time become one.
constexpr qint64 sameMomentMs = 10;

QString usualFolder()
{
    const QString folder = qEnvironmentVariable("TMPDIR");
    return folder.isEmpty() ? u"/var/tmp"_s : folder;
}

/// A file for this user alone that nobody else can open.
Descriptor namelessFile(const QString &folder)
{
    const QByteArray path = QFile::encodeName(folder);
    const int file = ::open(path.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (file >= 0)
        return Descriptor(file);
    QByteArray name = path + "/procession-output-XXXXXX"; // where the file system has no such files
    Descriptor made(::mkostemp(name.data(), O_CLOEXEC));
    if (made.number() >= 0)
        ::unlink(name.constData());
    return made;
}

} // namespace

OutputSpool::OutputSpool(const OutputSpoolOptions &options)
    : m_options(options)
    , m_hasNoFile(options.fileBytes < OutputCodec::headSize + longestRecord)
{
}

void OutputSpool::append(const OutputChunk &chunk, std::chrono::microseconds patience)
{
    std::unique_lock lock(m_mutex);
    m_patience = std::min<std::chrono::microseconds>(m_patience + patience, longestPatience);
    for (QByteArrayView rest = chunk.bytes; !rest.isEmpty();) {
        const OutputChunk part{chunk.stream, chunk.timeMs, rest.first(std::min(rest.size(), longestRecord))};
        rest = rest.sliced(part.bytes.size());
        const qint64 size = OutputCodec::headSize + part.bytes.size();
        const auto fitsMemory = [&] { return inFile() == 0 && m_memoryBytes + size <= m_options.memoryBytes; };
        const auto fits = [&] { return fitsMemory() || (!m_hasNoFile && inFile() + size <= m_options.fileBytes); };
        if (!fits() && patience.count() > 0 && m_patience.count() > 0) {
            const auto begin = std::chrono::steady_clock::now();
            m_hasRoom.wait_for(lock, m_patience, fits);
            const auto used = std::chrono::steady_clock::now() - begin;
            m_patience -= std::min(m_patience, std::chrono::duration_cast<std::chrono::microseconds>(used));
        }
        if (fitsMemory()) {
            tellOfGap();
            keepInMemory(part);
        } else {
            keepInFile(part);
        }
    }
}

void OutputSpool::keepInMemory(const OutputChunk &chunk)
{
    m_size += chunk.bytes.size();
    m_lastByte = chunk.bytes.back();
    if (!m_memory.empty()) {
        Kept &last = m_memory.back();
        if (last.stream == chunk.stream && chunk.timeMs - last.timeMs < sameMomentMs
            && last.bytes.size() + chunk.bytes.size() <= longestRecord) {
            last.bytes.append(chunk.bytes);
            m_memoryBytes += chunk.bytes.size();
            return;
        }
    }
    m_memory.push_back({chunk.stream, chunk.timeMs, chunk.bytes.toByteArray()});
    m_memoryBytes += OutputCodec::headSize + chunk.bytes.size();
}

void OutputSpool::keepInFile(const OutputChunk &chunk)
{
    const qint64 size = OutputCodec::headSize + chunk.bytes.size();
    const auto drop = [&] {
        m_dropped += chunk.bytes.size();
        m_gap += chunk.bytes.size();
        m_gapTimeMs = chunk.timeMs;
    };
    if (m_hasNoFile || !openFile()) {
        drop();
        return;
    }
    while (!m_hasNoFile && inFile() + size > m_options.fileBytes)
        dropOldest();
    const OutputCodec::Head head{chunk.stream, chunk.timeMs, static_cast<quint32>(chunk.bytes.size())};
    const auto bytes = OutputCodec::encodeHead(head);
    if (m_hasNoFile || !writeAt(m_fileEnd, QByteArrayView(bytes.data(), OutputCodec::headSize))
        || !writeAt(m_fileEnd + OutputCodec::headSize, chunk.bytes)) {
        loseFile();
        drop();
        return;
    }
    m_fileEnd += size;
    m_size += chunk.bytes.size();
}

bool OutputSpool::openFile()
{
    if (m_file.number() >= 0)
        return true;
    m_file = namelessFile(m_options.folder.isEmpty() ? usualFolder() : m_options.folder);
    // The disk's space is taken at once where it can be, so that it doesn't run out later.
    m_hasNoFile =
        m_file.number() < 0 || (::fallocate(m_file.number(), 0, 0, m_options.fileBytes) != 0 && errno != EOPNOTSUPP);
    return !m_hasNoFile;
}

/// The disk is full or broken; memory alone is left.
void OutputSpool::loseFile()
{
    const qint64 inMemory = [this] {
        qint64 bytes = 0;
        for (const Kept &kept : m_memory)
            bytes += kept.bytes.size();
        return bytes;
    }();
    m_dropped += m_size - inMemory;
    m_gap += m_size - inMemory;
    m_size = inMemory;
    if (!m_memory.empty())
        m_gapTimeMs = m_memory.back().timeMs;
    m_fileBegin = m_fileEnd = 0;
    m_hasNoFile = true;
    m_file = Descriptor();
}

void OutputSpool::dropOldest()
{
    const QByteArray bytes = readAt(m_fileBegin, OutputCodec::headSize);
    const auto head = bytes.isEmpty() ? std::nullopt : OutputCodec::decodeHead(bytes);
    if (!head) {
        loseFile();
        return;
    }
    m_fileBegin += OutputCodec::headSize + head->length;
    m_size -= head->length;
    m_dropped += head->length;
    m_gap += head->length;
    m_gapTimeMs = head->timeMs;
}

/// Takes back from the file what memory has room for.
void OutputSpool::fillMemory()
{
    while (inFile() > 0) {
        const QByteArray bytes = readAt(m_fileBegin, OutputCodec::headSize);
        const auto head = bytes.isEmpty() ? std::nullopt : OutputCodec::decodeHead(bytes);
        const qint64 size = head ? OutputCodec::headSize + head->length : 0;
        if (head && m_memoryBytes > 0 && m_memoryBytes + size > m_options.memoryBytes)
            break;
        const QByteArray content = head ? readAt(m_fileBegin + OutputCodec::headSize, head->length) : QByteArray();
        if (content.isEmpty()) {
            loseFile();
            return;
        }
        tellOfGap();
        m_fileBegin += size;
        m_size -= content.size(); // which keepInMemory() counts again
        keepInMemory({head->stream, head->timeMs, content});
    }
}

void OutputSpool::tellOfGap()
{
    if (m_gap == 0)
        return;
    // A line of its own, whatever stands before it.
    const QByteArray line = (m_lastByte == '\n' ? "" : "\n") + QByteArray("[") + sizeText(m_gap).toUtf8() + " ("
        + QByteArray::number(m_gap) + " bytes) of the output are missing here: it came faster than it could be sent]\n";
    m_gap = 0;
    keepInMemory({OutputStream::Stderr, m_gapTimeMs, line});
}

OutputSpool::Batch OutputSpool::take(qint64 most)
{
    const std::lock_guard lock(m_mutex);
    fillMemory();
    if (m_memory.empty())
        tellOfGap();
    Batch batch;
    batch.records.reserve(std::min(most, m_memoryBytes));
    while (!m_memory.empty()) {
        Kept &first = m_memory.front();
        const qint64 room = most - batch.records.size() - OutputCodec::headSize;
        const qint64 size = std::min<qint64>(first.bytes.size(), room);
        if (size <= 0)
            break;
        const OutputCodec::Head head{first.stream, first.timeMs, static_cast<quint32>(size)};
        batch.records.append(OutputCodec::encodeHead(head).data(), OutputCodec::headSize);
        batch.records.append(QByteArrayView(first.bytes).first(size));
        batch.bytes += size;
        if (size < first.bytes.size()) {
            first.bytes.remove(0, size);
            m_memoryBytes -= size;
            break;
        }
        m_memoryBytes -= OutputCodec::headSize + size;
        m_memory.pop_front();
    }
    m_size -= batch.bytes;
    fillMemory();
    m_hasRoom.notify_all();
    return batch;
}

qint64 OutputSpool::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_size;
}

qint64 OutputSpool::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

/// The file is a ring.
bool OutputSpool::writeAt(qint64 position, QByteArrayView bytes) const
{
    while (!bytes.isEmpty()) {
        const qint64 at = position % m_options.fileBytes;
        const auto most = static_cast<size_t>(std::min<qint64>(bytes.size(), m_options.fileBytes - at));
        const ssize_t written = ::pwrite(m_file.number(), bytes.data(), most, at);
        if (written <= 0 && errno != EINTR)
            return false;
        if (written > 0) {
            bytes = bytes.sliced(written);
            position += written;
        }
    }
    return true;
}

/// Empty where not all could be read.
QByteArray OutputSpool::readAt(qint64 position, qsizetype size) const
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype done = 0; done < size;) {
        const qint64 at = (position + done) % m_options.fileBytes;
        const auto most = static_cast<size_t>(std::min<qint64>(size - done, m_options.fileBytes - at));
        const ssize_t read = ::pread(m_file.number(), bytes.data() + done, most, at);
        if (read == 0 || (read < 0 && errno != EINTR))
            return {};
        done += std::max<ssize_t>(0, read);
    }
    return bytes;
}

} // namespace Procession
