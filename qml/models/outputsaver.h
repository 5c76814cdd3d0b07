// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpages.h"

#include <QFile>
#include <QFutureWatcher>
#include <QPointer>
#include <QThreadPool>

#include <memory>

namespace Procession {

/// Saves the output of an attempt, byte by byte as it was printed, as a new file in the user's folder for downloads.
///
/// No file is ever replaced, and the file is the user's alone. Files are written on a thread of its own. Of output that is
/// still growing, all is saved that was there when the save began; bytes that aren't kept are left out.
/// Threads: the GUI's. Owner: QML.
class OutputSaver : public QObject
{
    Q_OBJECT
    /// Whether a save is under way.
    Q_PROPERTY(bool saving READ isSaving NOTIFY savingChanged)

public:
    explicit OutputSaver(QObject *parent = nullptr);
    ~OutputSaver() override;

    bool isSaving() const { return m_file != nullptr; }
    /// `name` is what the file is called after, without its ending; of other characters than letters, digits, `-` and `_`
    /// none is taken. Nothing where a save is under way, or `pages` is null.
    Q_INVOKABLE void save(Procession::OutputPages *pages, const QString &name);

Q_SIGNALS:
    void savingChanged();
    void saved(const QString &path);
    /// Why it could not be saved; a sentence.
    void failed(const QString &message);

private:
    using Slice = OutputPages::Bytes;
    void readOn();
    void takeBytes();
    void takeWritten();
    void end();
    void fail(const QString &why);

    QPointer<OutputPages> m_pages;
    std::shared_ptr<QFile> m_file;
    qint64 m_next = 0;
    qint64 m_length = 0;
    QFutureWatcher<Slice> m_read;
    QFutureWatcher<bool> m_written;
    QThreadPool m_writer;
};

} // namespace Procession
