// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputsaver.h"

#include <QDir>
#include <QStandardPaths>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 bytesAtOnce = 1024 * 1024;

/// A name that means nothing but itself to any file system.
QString fileName(const QString &name)
{
    constexpr qsizetype longest = 80;
    QString plain = name.left(longest);
    for (QChar &letter : plain) {
        const char16_t code = letter.unicode();
        const bool isPlain = code < 0x80 && (letter.isLetterOrNumber() || code == u'-' || code == u'_');
        if (!isPlain)
            letter = u'_';
    }
    return u"output-"_s + plain;
}

/// A new file, which no other one was called; null where none can be made.
std::shared_ptr<QFile> newFile(const QDir &folder, const QString &name)
{
    constexpr int tries = 1000;
    for (int number = 1; number <= tries; ++number) {
        const QString ending = number == 1 ? u".log"_s : u"-%1.log"_s.arg(number);
        auto file = std::make_shared<QFile>(folder.filePath(name + ending));
        if (file->open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
            return file;
        if (!file->exists())
            break;
    }
    return nullptr;
}

} // namespace

OutputSaver::OutputSaver(QObject *parent)
    : QObject(parent)
    , m_read(this)
    , m_written(this)
{
    m_writer.setMaxThreadCount(1);
    connect(&m_read, &QFutureWatcherBase::finished, this, &OutputSaver::takeBytes);
    connect(&m_written, &QFutureWatcherBase::finished, this, &OutputSaver::takeWritten);
}

OutputSaver::~OutputSaver()
{
    m_read.disconnect(this);
    m_written.disconnect(this);
    m_read.cancel();
}

void OutputSaver::save(OutputPages *pages, const QString &name)
{
    if (!pages || isSaving())
        return;
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    if (!folder.mkpath(u"."_s)) {
        Q_EMIT failed(tr("The output isn't saved: there is no folder %1, and none can be made.").arg(folder.path()));
        return;
    }
    m_file = newFile(folder, fileName(name));
    if (!m_file) {
        Q_EMIT failed(tr("The output isn't saved: no new file can be made in %1.").arg(folder.path()));
        return;
    }
    m_pages = pages;
    m_next = 0;
    m_length = pages->extent().length;
    Q_EMIT savingChanged();
    readOn();
}

void OutputSaver::readOn()
{
    if (m_next >= m_length)
        end();
    else if (!m_pages)
        fail(tr("the page was closed."));
    else
        m_read.setFuture(m_pages->bytes(m_next, std::min(bytesAtOnce, m_length - m_next)));
}

void OutputSaver::takeBytes()
{
    const QFuture<Slice> future = m_read.future();
    if (future.resultCount() == 0) {
        fail(tr("the page was closed."));
        return;
    }
    const Slice slice = future.result();
    if (!slice) {
        fail(slice.error().message);
        return;
    }
    const qint64 next = slice->next();
    m_next = next > m_next ? next : m_length; // no step forward: there is nothing more
    m_written.setFuture(QtConcurrent::run(
        &m_writer, [file = m_file, bytes = slice->content.bytes] { return file->write(bytes) == bytes.size(); }));
}

void OutputSaver::takeWritten()
{
    if (m_written.result())
        readOn();
    else
        fail(m_file->errorString());
}

void OutputSaver::end()
{
    if (!m_file->flush()) {
        fail(m_file->errorString());
        return;
    }
    const QString path = m_file->fileName();
    m_file.reset();
    Q_EMIT savingChanged();
    Q_EMIT saved(path);
}

/// Half a file is no file.
void OutputSaver::fail(const QString &why)
{
    const QString path = m_file->fileName();
    m_file->remove();
    m_file.reset();
    Q_EMIT savingChanged();
    Q_EMIT failed(tr("The output isn't saved as %1: %2").arg(path, why));
}

} // namespace Procession
