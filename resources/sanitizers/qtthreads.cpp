// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later

/// Tells ThreadSanitizer what orders our threads where Qt does it: what happens before a call is queued happens
/// before the call, and all that happened in a call before what comes after it, or after the thread's end.
///
/// Qt itself isn't built for ThreadSanitizer and synchronises by system calls of its own, so without this each
/// argument of a queued call would be reported. Linked into every program of the tsan preset and into nothing
/// else; it stands before Qt's functions and calls them. Nothing of ours is hidden by it.

#include <QMetaObject>
#include <QThread>

#include <dlfcn.h>

#include <sanitizer/tsan_interface.h>

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
#error "QMetaObject::invokeMethodImpl() takes other arguments from Qt 6.5 on: use the tsan preset with Qt 6.4"
#endif

namespace {

/// A slot around another one.
class OrderedSlot : public QtPrivate::QSlotObjectBase
{
public:
    explicit OrderedSlot(QSlotObjectBase *inner)
        : QSlotObjectBase(&OrderedSlot::impl)
        , m_inner(inner)
    {
    }

private:
    static void impl(int which, QSlotObjectBase *base, QObject *receiver, void **arguments, bool *equal)
    {
        auto *self = static_cast<OrderedSlot *>(base);
        switch (which) {
        case Destroy:
            self->m_inner->destroyIfLastRef();
            delete self;
            break;
        case Call:
            __tsan_acquire(self);
            self->m_inner->call(receiver, arguments);
            __tsan_release(self);
            __tsan_release(QThread::currentThread());
            break;
        case Compare:
            *equal = self->m_inner->compare(arguments);
            break;
        default:
            break;
        }
    }

    QSlotObjectBase *m_inner;
};

template <typename Function>
Function *original(const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

} // namespace

bool QMetaObject::invokeMethodImpl(QObject *object, QtPrivate::QSlotObjectBase *slot, Qt::ConnectionType type,
                                   void *ret)
{
    using Function = bool(QObject *, QtPrivate::QSlotObjectBase *, Qt::ConnectionType, void *);
    static auto *const invoke = original<Function>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
    auto *ordered = new OrderedSlot(slot);
    ordered->ref();
    __tsan_release(ordered);
    const bool invoked = invoke(object, ordered, type, ret);
    if (type == Qt::BlockingQueuedConnection)
        __tsan_acquire(ordered);
    ordered->destroyIfLastRef();
    return invoked;
}

bool QThread::wait(QDeadlineTimer deadline)
{
    using Function = bool(QThread *, QDeadlineTimer);
    static auto *const wait = original<Function>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool ended = wait(this, deadline);
    if (ended)
        __tsan_acquire(this);
    return ended;
}
