/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "objects.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

const char *ebb_program_path(void) {
    static char path[PATH_MAX];
    if (path[0] == '\0') {
        ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
        path[length < 0 ? 0 : length] = '\0';
    }
    return path[0] == '\0' ? NULL : path;
}

/* ld.so has made the addresses of most objects absolute, but not those of the vDSO. */
static const void *address_in(const ebb_object *object, ElfW(Addr) value) {
    return (const void *)(value < object->base ? object->base + value : value);
}

static void read_dynamic(ebb_object *object, const ElfW(Dyn) * dynamic) {
    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        const void *address = address_in(object, dynamic->d_un.d_ptr);
        switch (dynamic->d_tag) {
        case DT_SYMTAB:
            object->symbols = address;
            break;
        case DT_STRTAB:
            object->strings = address;
            break;
        case DT_GNU_HASH:
            object->gnu_hash = address;
            break;
        case DT_HASH:
            object->hash = address;
            break;
        default:
            break;
        }
    }
}

typedef struct {
    bool (*visit)(const ebb_object *object, void *argument);
    void *argument;
    bool first;
} walk;

static int visit_one(struct dl_phdr_info *info, size_t size, void *argument) {
    (void)size;
    walk *all = argument;
    ebb_object object = {.base = info->dlpi_addr, .is_program = all->first};
    object.path = all->first && ebb_program_path() != NULL ? ebb_program_path() : info->dlpi_name;
    all->first = false;
    const ElfW(Dyn) *dynamic = NULL;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_DYNAMIC) {
            dynamic = (const void *)(object.base + part->p_vaddr);
        } else if (part->p_type == PT_LOAD) {
            object.end = object.base + part->p_vaddr + part->p_memsz;
        }
    }
    if (dynamic == NULL) {
        return 0;
    }
    read_dynamic(&object, dynamic);
    return object.symbols == NULL || object.strings == NULL || all->visit(&object, all->argument)
               ? 0
               : 1;
}

void ebb_objects_each(bool (*visit)(const ebb_object *object, void *argument), void *argument) {
    walk all = {.visit = visit, .argument = argument, .first = true};
    dl_iterate_phdr(visit_one, &all);
}

static const void *defined(const ebb_object *object, uint32_t index, const char *name) {
    const ElfW(Sym) *symbol = &object->symbols[index];
    bool function = ELF64_ST_TYPE(symbol->st_info) == STT_FUNC;
    if (!function || symbol->st_shndx == SHN_UNDEF ||
        strcmp(object->strings + symbol->st_name, name) != 0) {
        return NULL;
    }
    return (const void *)(object->base + symbol->st_value);
}

/* The table is laid out as binutils' "DT_GNU_HASH" has it: a Bloom filter, buckets, chains. */
static const void *by_gnu_hash(const ebb_object *object, const char *name) {
    uint32_t hash = 5381;
    for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++) {
        hash = hash * 33 + *at;
    }
    uint32_t buckets = object->gnu_hash[0];
    uint32_t first = object->gnu_hash[1];
    uint32_t filter_words = object->gnu_hash[2];
    const uint32_t *bucket =
        object->gnu_hash + 4 + filter_words * (sizeof(ElfW(Addr)) / sizeof(uint32_t));
    const uint32_t *chain = bucket + buckets;
    uint32_t index = buckets == 0 ? 0 : bucket[hash % buckets];
    if (index < first || index == 0) {
        return NULL;
    }
    for (;; index++) {
        uint32_t entry = chain[index - first];
        const void *address = (entry | 1) == (hash | 1) ? defined(object, index, name) : NULL;
        if (address != NULL || (entry & 1) != 0) {
            return address;
        }
    }
}

/* Its second word is the number of symbols: enough to look at each. */
static const void *by_number(const ebb_object *object, const char *name) {
    const void *address = NULL;
    for (uint32_t i = 1; i < object->hash[1] && address == NULL; i++) {
        address = defined(object, i, name);
    }
    return address;
}

const void *ebb_object_function(const ebb_object *object, const char *name) {
    if (object->gnu_hash != NULL) {
        return by_gnu_hash(object, name);
    }
    return object->hash == NULL ? NULL : by_number(object, name);
}
