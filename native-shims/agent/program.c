/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "objects.h"

typedef struct {
    const char *bytes;
    size_t size;
} image;

static bool open_image(image *file) {
    struct stat about;
    int descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    void *bytes = MAP_FAILED;
    if (fstat(descriptor, &about) == 0 && about.st_size >= (off_t)sizeof(ElfW(Ehdr))) {
        bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    }
    close(descriptor);
    *file = (image){.bytes = bytes, .size = (size_t)about.st_size};
    return bytes != MAP_FAILED;
}

/* A part of that kind that lies within the file, and ends with a zero where it is text; NULL: it
 * does not. */
static const void *part(const image *file, const ElfW(Shdr) * section, ElfW(Word) type) {
    bool inside = section->sh_type == type && section->sh_offset <= file->size &&
                  section->sh_size <= file->size - section->sh_offset && section->sh_size > 0;
    if (!inside) {
        return NULL;
    }
    const char *bytes = file->bytes + section->sh_offset;
    bool is_text = type == SHT_STRTAB;
    bool fits = is_text ? bytes[section->sh_size - 1] == '\0'
                        : section->sh_offset % _Alignof(ElfW(Sym)) == 0;
    return fits ? bytes : NULL;
}

static const ElfW(Shdr) * section_at(const image *file, size_t index) {
    const ElfW(Ehdr) *header = (const void *)file->bytes;
    size_t at = header->e_shoff + index * sizeof(ElfW(Shdr));
    bool inside = index < header->e_shnum && header->e_shentsize == sizeof(ElfW(Shdr)) &&
                  at % _Alignof(ElfW(Shdr)) == 0 && header->e_shoff < file->size &&
                  at + sizeof(ElfW(Shdr)) <= file->size;
    return inside ? (const void *)(file->bytes + at) : NULL;
}

/* Where it lies, as the file has it; 0: the table does not name it. */
static ElfW(Addr) value_of(const image *file, const ElfW(Shdr) * table, const char *name) {
    const ElfW(Shdr) *texts = section_at(file, table->sh_link);
    const ElfW(Sym) *symbols = part(file, table, SHT_SYMTAB);
    const char *text = texts == NULL ? NULL : part(file, texts, SHT_STRTAB);
    if (symbols == NULL || text == NULL) {
        return 0;
    }
    for (size_t i = 0; i < table->sh_size / sizeof *symbols; i++) {
        const ElfW(Sym) *symbol = &symbols[i];
        if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx != SHN_UNDEF &&
            symbol->st_name < texts->sh_size && strcmp(text + symbol->st_name, name) == 0) {
            return symbol->st_value;
        }
    }
    return 0;
}

static bool take_base(const ebb_object *object, void *base) {
    *(uintptr_t *)base = object->base;
    return false; /* the executable is the first */
}

const void *ebb_program_function(const char *name) {
    image file;
    if (!open_image(&file)) {
        return NULL;
    }
    ElfW(Addr) value = 0;
    const ElfW(Shdr) * section;
    for (size_t i = 0; value == 0 && (section = section_at(&file, i)) != NULL; i++) {
        if (section->sh_type == SHT_SYMTAB) {
            value = value_of(&file, section, name);
        }
    }
    munmap((void *)file.bytes, file.size);
    if (value == 0) {
        return NULL;
    }
    uintptr_t base = 0;
    ebb_objects_each(take_base, &base);
    return (const void *)(base + value);
}
