/* Moves this process's wall clock, for LD_PRELOAD, by the seconds that the file OTHER_CLOCK_FILE holds as a 64-bit
   integer. Writing to the file moves the clock of a running process. The monotonic clock stays as it is. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>

#define SLICE_NS 50000000L

static volatile int64_t *moved;

__attribute__((constructor)) static void open_file(void) {
    static int64_t none = 0;
    const char *name = getenv("OTHER_CLOCK_FILE");
    int file = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    void *held = file < 0 ? MAP_FAILED : mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    moved = held == MAP_FAILED ? &none : held;
}

static int read_clock(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL) real = dlsym(RTLD_NEXT, "clock_gettime");
    return real(clock, now);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = read_clock(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *moved;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    int failed = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return failed;
}

int timespec_get(struct timespec *now, int base) { return clock_gettime(CLOCK_REALTIME, now) ? 0 : base; }

time_t time(time_t *into) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into != NULL) *into = now.tv_sec;
    return now.tv_sec;
}

static int later(const struct timespec *one, const struct timespec *other) {
    return one->tv_sec > other->tv_sec || (one->tv_sec == other->tv_sec && one->tv_nsec > other->tv_nsec);
}

/* The kernel looks at the clock again when it is set, so a wait must, too: it is done in slices. A small deadline is
   one on the monotonic clock. Returns whether there is another slice; `until` is its end on the real clock. */
static int next_slice(const struct timespec *deadline, struct timespec *until) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (!later(deadline, &now)) return 0;
    struct timespec end = now;
    end.tv_nsec += SLICE_NS;
    if (end.tv_nsec >= 1000000000L) {
        end.tv_sec += 1;
        end.tv_nsec -= 1000000000L;
    }
    if (later(&end, deadline)) end = *deadline;
    end.tv_sec -= *moved;
    *until = end;
    return 1;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline) {
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (real == NULL) real = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (deadline->tv_sec < 1000000000) return real(condition, mutex, deadline);
    struct timespec until;
    while (next_slice(deadline, &until)) {
        int ended = real(condition, mutex, &until);
        if (ended != ETIMEDOUT) return ended;
    }
    return ETIMEDOUT;
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict deadline) {
    static int (*real)(cnd_t *, mtx_t *, const struct timespec *);
    if (real == NULL) real = dlsym(RTLD_NEXT, "cnd_timedwait");
    struct timespec until;
    while (next_slice(deadline, &until)) {
        int ended = real(condition, mutex, &until);
        if (ended != thrd_timedout) return ended;
    }
    return thrd_timedout;
}
